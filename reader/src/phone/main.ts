/** Starts on `<div id="phone" data-study>`, whose address is the scope of its worker. */

import { h } from "../dom.ts";
import { readWords } from "../words.ts";
import { Phone } from "./page.ts";
import { Store } from "./store.ts";
import { say, type Key } from "./words.ts";

const host = document.getElementById("phone")!;
const study = host.dataset.study!;
readWords(document, "phone-words");

/** Without https nothing can be sealed; without a database, nothing kept. Then one writes on the ordinary page. */
function unable(why: Key): void {
  host.replaceChildren(h("p", { class: "notice notice-care", role: "alert" }, say(why)), h("a", { class: "button", href: "../sources/note/" }, say("note_page")));
}

async function start(): Promise<void> {
  if (!isSecureContext || !navigator.locks || !navigator.serviceWorker) return unable("not_secure");
  const store = await Store.open(study).catch(() => null);
  if (!store) return unable("no_database");
  navigator.serviceWorker.register("worker.js", { scope: "./" }).catch(() => {}); // then it opens with a network only
  await new Phone(host, study, store).start();
}

void start();
