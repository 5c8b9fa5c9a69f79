/** What is asked in a window of its own: how an excerpt is shortened, what a footnote says, which page is cited. */

import { button, h } from "../dom.ts";
import { stretches, withCut } from "./cutting.ts";
import type { Cut, Live, Work } from "./types.ts";
import { say, type Key } from "./words.ts";

/** A window with what is asked; kept, or left as it was. Fulfilled when it is closed: whether it was kept. */
function asked(host: HTMLElement, title: Key, ...inside: HTMLElement[]): Promise<boolean> {
  return new Promise((resolve) => {
    const heading = h("h2", { id: "asked-title" }, say(title));
    const row = h("div", { class: "row" },
      h("button", { class: "button button-main", value: "keep" }, say("keep")), h("button", { class: "button", value: "leave", formnovalidate: true }, say("leave")));
    const dialog = h("dialog", { class: "asked", "aria-labelledby": "asked-title" }, h("form", { method: "dialog", class: "flow" }, heading, ...inside, row));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "keep");
    });
    host.append(dialog);
    dialog.showModal();
  });
}

function field(label: Key, value: string, rows = 0): { box: HTMLElement; input: HTMLInputElement | HTMLTextAreaElement } {
  const input = rows ? h("textarea", { rows }) : h("input", { type: "text", autocomplete: "off" });
  input.value = value;
  return { box: h("label", { class: "field" }, h("span", {}, say(label)), input), input };
}

/** What to leave out, or null where it stays as it was. */
export async function shorten(host: HTMLElement, live: Live, before: Cut[]): Promise<Cut[] | null> {
  let cuts = before;
  const words = field("excerpt_words", live.words, 6);
  const text = words.input as HTMLTextAreaElement;
  // Not `readonly`: in that one cannot select by keys. Nothing can be written all the same.
  text.setAttribute("aria-readonly", "true");
  text.inputMode = "none";
  text.addEventListener("beforeinput", (event) => event.preventDefault());
  const instead = field("bracketed", "");
  const reads = h("p", { class: "words asked-reads", role: "status" });
  const draw = () => reads.replaceChildren(...stretches(live.words, cuts).map((one) => h("span", { class: one.theirs ? "theirs" : "brackets" }, one.words)));
  const cut = (said: string) => {
    const [start, end] = [text.selectionStart, text.selectionEnd];
    if (start === end && !said.trim()) return void reads.replaceChildren(say("nothing_selected"));
    cuts = withCut(live.words, cuts, start, end, said);
    instead.input.value = "";
    draw();
  };
  const put = button(say("put_in_brackets"), () => cut(instead.input.value));
  const out = button(say("leave_out"), () => cut(""));
  const whole = button(say("whole"), () => {
    cuts = [];
    draw();
  });
  draw();
  const kept = await asked(host, "shorten_title", h("p", { class: "soft small" }, say("shorten_hint")), words.box,
    h("div", { class: "row row-end" }, out, instead.box, put, whole), h("p", { class: "small soft" }, say("reads")), reads);
  return kept ? cuts : null;
}

export async function footnote(host: HTMLElement, before: string): Promise<string | null> {
  const words = field("note_words", before, 4);
  return (await asked(host, "footnote", words.box)) ? words.input.value.trim() : null;
}

export async function citing(host: HTMLElement, before: Work, called: string): Promise<Work | null> {
  const [page, first, last] = [field("page", before.page ?? ""), field("before", before.before ?? ""), field("behind", before.behind ?? "")];
  const kept = await asked(host, "cite_title", h("p", {}, called), page.box, first.box, last.box);
  if (!kept) return null;
  const said = (one: { input: HTMLInputElement | HTMLTextAreaElement }) => one.input.value.trim() || undefined;
  return { ...before, page: said(page), before: said(first), behind: said(last) };
}
