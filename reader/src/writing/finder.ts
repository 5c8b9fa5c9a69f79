/** Finding what is put in: a field, and what is found below it. Keys and a finger do the same. */

import type { Answer } from "../api.ts";
import { h } from "../dom.ts";
import type { Candidate } from "./types.ts";
import { say, sayCount } from "./words.ts";

const SOON = 160; // ms after the last letter
const SHOWN = 220; // letters of an excerpt

interface Ask {
  /** At which height and place of the window. */
  at: { left: number; bottom: number };
  kinds: string[];
  /** `rest`: what was written on meanwhile, where it took a moment to find. */
  chosen(one: Candidate, rest: string): void;
  /** Left without a choice, with what was written. */
  left(words: string): void;
}

export class Finder {
  readonly box = h("div", { class: "finder", hidden: true });
  private readonly field = h("input", {
    type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "true", "aria-controls": "finder-list",
    "aria-describedby": "finder-hint", autocomplete: "off", spellcheck: "false", class: "finder-field",
  });
  private readonly label = h("label", { class: "small" });
  private readonly list = h("ul", { role: "listbox", id: "finder-list", class: "finder-list" });
  private readonly count = h("p", { class: "small soft", role: "status" });
  private ask: Ask | null = null;
  private found: Candidate[] = [];
  private entered: string | null = null; // the words at which Enter was pressed, while they are looked for
  private of: string | null = null; // the words by which this was found
  private here = 0;
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly look: (words: string, kinds: string[]) => Promise<Answer<{ found: Candidate[] }>>) {
    this.field.id = "finder-field";
    this.label.htmlFor = "finder-field";
    this.list.setAttribute("aria-label", say("find"));
    this.box.append(this.label, this.field, h("p", { class: "small soft", id: "finder-hint" }, say("find_hint")), this.count, this.list);
    this.field.addEventListener("input", () => this.soon());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("focusout", (event) => {
      if (this.ask && !this.box.contains(event.relatedTarget as Node | null)) this.leave();
    });
  }

  open(ask: Ask): void {
    this.ask = ask;
    this.label.textContent = say(ask.kinds.length === 1 ? "find_work" : "find");
    this.field.value = "";
    this.show([]);
    this.of = null;
    this.count.textContent = "";
    this.box.hidden = false;
    const frame = this.box.offsetParent?.getBoundingClientRect() ?? new DOMRect();
    this.box.style.setProperty("--finder-left", `${ask.at.left - frame.left}px`); // kept inside by the style
    this.box.style.setProperty("inset-block-start", `${ask.at.bottom - frame.top + 6}px`);
    this.field.focus();
    void this.search();
  }

  private soon(): void {
    if (this.entered !== null) return; // it was chosen already, and is being found
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.search(), SOON);
  }

  private async search(): Promise<void> {
    const mine = ++this.asked, words = this.field.value;
    const answer = await this.look(words, this.ask?.kinds ?? []);
    if (mine !== this.asked || !this.ask) return; // another was asked meanwhile
    if (answer.kind !== "done") return void (this.count.textContent = say("lost"));
    this.show(answer.data.found);
    this.of = words;
    this.count.textContent = this.found.length ? sayCount("found", this.found.length) : say("nothing_found");
  }

  private show(found: Candidate[]): void {
    this.found = found;
    this.list.replaceChildren(...found.map((one, place) => this.option(one, place)));
    this.mark(0);
  }

  private option(one: Candidate, place: number): HTMLElement {
    const words = one.words.length > SHOWN ? `${one.words.slice(0, SHOWN)} …` : one.words;
    const option = h("li", { role: "option", id: `finder-${place}`, class: "finder-option" },
      h("span", { class: "finder-kind small soft" }, say(one.type)), h("span", { class: one.type === "excerpt" ? "words" : "" }, words),
      one.beside && h("span", { class: "small soft" }, one.beside));
    option.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    option.addEventListener("click", () => this.choose(place));
    return option;
  }

  private mark(place: number): void {
    this.here = Math.max(0, Math.min(place, this.found.length - 1));
    for (const [at, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(at === this.here));
      if (at === this.here) option.scrollIntoView({ block: "nearest" });
    }
    if (this.found.length) this.field.setAttribute("aria-activedescendant", `finder-${this.here}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (this.entered !== null && event.key.length > 1 && event.key !== "Escape") return event.preventDefault(); // in a moment
    if (event.key === "ArrowDown") this.mark(this.here + 1);
    else if (event.key === "ArrowUp") this.mark(this.here - 1);
    else if (event.key === "Enter") this.enter();
    else if (event.key === "Escape") this.leave();
    else return;
    event.preventDefault();
  }

  /** What was found last may be of other words: then what these find is waited for. */
  private enter(): void {
    const words = this.field.value;
    if (this.of === words) return this.choose(this.here); // at once: one goes on writing
    this.entered = words;
    clearTimeout(this.timer);
    void this.search().then(() => {
      if (this.entered === words && this.of === words) this.choose(this.here);
      this.entered = null;
    });
  }

  private choose(place: number): void {
    const one = this.found[place], ask = this.ask;
    if (!one || !ask) return;
    const rest = this.entered === null ? "" : this.field.value.slice(this.entered.length);
    this.close();
    ask.chosen(one, rest);
  }

  private leave(): void {
    const ask = this.ask;
    if (!ask) return;
    this.close();
    ask.left(this.field.value);
  }

  private close(): void {
    clearTimeout(this.timer);
    this.ask = this.entered = null;
    this.box.hidden = true;
  }
}
