/** The selected words at the foot of the window, with what can be done with them. On a phone this is where one codes. */

import { button, h } from "./dom.ts";
import type { Recent } from "./matching.ts";
import type { Code, Id } from "./types.ts";
import { say, sayCount } from "./words.ts";

export interface BarTalk {
  code(id: Id): Code | undefined;
  key(command: string): string;
  apply(code: Id): void;
  run(command: string): void;
}

/** Whether there are questions that words could answer, and whether the words are a bystander's already. */
export interface BarMarks {
  asked: boolean;
  bystander: boolean;
}

export class Bar {
  readonly element = h("div", { class: "reader-selected", hidden: true, role: "region", "aria-label": say("selected") });
  private readonly words = h("p", { class: "reader-selected-words", dir: "auto" });
  private readonly count = h("span", { class: "small soft" });
  private readonly acts = h("div", { class: "reader-chips" });
  private readonly note = h("p", { class: "small" });

  constructor(private readonly talk: BarTalk) {
    this.element.append(h("div", { class: "reader-selected-head" }, this.words, this.count), this.note, this.acts);
    this.element.addEventListener("pointerdown", (event) => event.preventDefault()); // the words stay selected
  }

  hide(): void {
    this.element.hidden = true;
  }

  show(words: string, count: number, recent: Recent, coded: boolean, marks: BarMarks): void {
    this.element.hidden = false;
    this.element.classList.remove("reader-selected-resizing");
    this.words.textContent = words;
    this.count.textContent = sayCount("words_selected", count);
    this.note.hidden = true;
    this.acts.replaceChildren(...this.chips(recent, coded, marks));
  }

  /** While the edges of a coding are moved. */
  resizing(words: string, sentence: string): void {
    this.words.textContent = words;
    if (!this.element.hidden && this.element.classList.contains("reader-selected-resizing")) return; // a button may be held just now
    this.element.hidden = false;
    this.element.classList.add("reader-selected-resizing");
    this.count.textContent = "";
    this.note.hidden = false;
    this.note.textContent = sentence;
    this.acts.replaceChildren(
      button(say("shorter"), () => this.talk.run("shrink")), button(say("longer"), () => this.talk.run("extend")),
      button(say("keep"), () => this.talk.run("keep"), { class: "button button-main" }),
      button(say("leave"), () => this.talk.run("clear")));
  }

  private chips(recent: Recent, coded: boolean, { asked, bystander }: BarMarks): Node[] {
    const last = recent.last ? this.talk.code(recent.last) : undefined;
    const recents = recent.places.map((id, index) => ({ code: id ? this.talk.code(id) : undefined, digit: index + 1 }))
      .filter(({ code }) => code && code !== last);
    return [
      this.command("palette", say("code_ellipsis"), "button button-main"),
      last && this.chip(last, this.talk.key("last"), say("apply_again", { code: last.plain })),
      ...recents.map(({ code, digit }) => this.chip(code!, this.talk.key(`recent-${digit}`), code!.plain)),
      this.command("in-vivo", say("in_vivo")), this.command("memo", say(coded ? "memo" : "memo_on_text")),
      asked && this.command("answer", say("answer_ellipsis")), this.command("bystander", say(bystander ? "bystander_not" : "bystander_is")),
    ].filter((one): one is HTMLButtonElement => !!one);
  }

  private chip(code: Code, key: string, label: string): HTMLButtonElement {
    const chip = button("", () => this.talk.apply(code.id), { class: "reader-chip", "aria-label": label === code.plain ? null : label, "data-key": key, "aria-keyshortcuts": key });
    chip.append(h("span", { class: `swatch hue-${code.hue}` }), h("span", { class: "reader-chip-name" }, code.plain || code.name));
    return chip;
  }

  private command(id: string, label: string, look = "button"): HTMLButtonElement {
    const key = this.talk.key(id);
    return button(label, () => this.talk.run(id), { class: look, "data-key": key, "aria-keyshortcuts": key });
  }
}
