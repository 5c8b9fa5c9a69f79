/** Starts on `<div id="phone" data-study>`, whose address is the scope of its worker. */

import { h } from "../dom.ts";
import { readWords } from "../words.ts";
import type { Work } from "./kind.ts";
import { Phone } from "./page.ts";
import { Store } from "./store.ts";
import type { Drafted, Told } from "./types.ts";
import { say, type Key } from "./words.ts";

/** `otherwise`: the page on which one writes where this one cannot work. */
export function begin<D extends Drafted, T extends Told>(work: (study: string) => Work<D, T>, otherwise: string): void {
  const host = document.getElementById("phone")!;
  readWords(document, "phone-words");
  void start(host, work(host.dataset.study!), otherwise);
}

async function start<D extends Drafted, T extends Told>(host: HTMLElement, work: Work<D, T>, otherwise: string): Promise<void> {
  // Without https nothing can be sealed; without a database, nothing kept.
  const unable = (why: Key) => host.replaceChildren(h("p", { class: "notice notice-care", role: "alert" }, say(why)), h("a", { class: "button", href: otherwise }, say("note_page")));
  if (!isSecureContext || !navigator.locks || !navigator.serviceWorker) return unable("not_secure");
  const store = await Store.open(work.called).catch(() => null);
  if (!store) return unable("no_database");
  navigator.serviceWorker.register(theWorker() as string, { scope: "./" }).catch(() => {}); // then it opens with a network only
  await new Phone(host, work, store).start();
}

interface Trusted {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): unknown };
}

/** The address of the one script that the page begins. Where a browser asks who vouches for it, nothing else is vouched for. */
function theWorker(): unknown {
  const { trustedTypes } = window as { trustedTypes?: Trusted };
  const only = () => "worker.js";
  return trustedTypes?.createPolicy("firsthand-worker", { createScriptURL: only }).createScriptURL("") ?? only();
}
