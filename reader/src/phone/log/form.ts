/** The log's form, made for a thumb: big choices first, words last. Two questions want an answer; nothing is ticked before. */

import { h } from "../../dom.ts";
import { ask } from "../asking.ts";
import type { Editing } from "../kind.ts";
import type { Pen } from "../pen.ts";
import { today } from "../types.ts";
import { clock, say } from "../words.ts";
import type { Asked, Question } from "./asked.ts";
import { Choices } from "./choices.ts";
import type { Entry, LogTold } from "./entry.ts";
import { telling } from "./hints.ts";
import { Talk } from "./talk.ts";

/** What goes into a field is nowhere but in the entry: `autocomplete=off` also keeps browsers from storing it for their own use. */
const OWN = { autocomplete: "off", writingsuggestions: "false", autocapitalize: "sentences" };
const NEARLY = 100; // letters left, from which on they are told

type Words = "moment" | "words";

export class Form implements Editing<Entry, LogTold> {
  readonly element: HTMLElement;
  private readonly heading = h("h2", { tabindex: -1, class: "log-heading" }, say("log_heading"));
  private readonly choices: Choices[] = [];
  private readonly texts = {} as Record<Words, { input: HTMLTextAreaElement; show(): string; over(): boolean }>;
  private readonly tick: HTMLInputElement;
  private readonly theirs: HTMLElement;
  private readonly talk = new Talk();
  private readonly problem = h("p", { class: "field-error", id: "log-problem", role: "alert", hidden: true });
  private readonly wrote = h("span", { class: "small soft" }); // for the eye: said aloud at each word it would be in the way
  private readonly done = h("span", { class: "small", role: "status" });

  constructor(
    asked: Asked,
    private readonly pen: Pen<Entry>,
    private readonly kept: () => void,
  ) {
    const by = Object.fromEntries(asked.fields.map((one) => [one.id, one])) as Record<Question["id"], Question>;
    this.tick = h("input", { type: "checkbox", autocomplete: "off", onchange: () => this.ticked() });
    this.theirs = this.text(by.words, 2);
    const said = h("fieldset", { class: "log-theirs" }, h("legend", {}, by.words.label), h("p", { class: "field-help" }, by.words.hint),
      h("label", { class: "choice" }, this.tick, h("span", {}, by.words.tick!.label)), this.theirs);
    this.element = h("form", { class: "phone-editor log", novalidate: true, autocomplete: "off", onsubmit: (event: SubmitEvent) => void this.keep(event), onkeydown: (event: KeyboardEvent) => this.pressed(event) },
      this.heading, h("p", { class: "log-for" }, asked.not_for),
      this.some(by.what), this.moment(by.moment), h("p", { class: "log-enough" }, say("log_enough")),
      this.some(by.used), this.some(by.lead), said, this.some(by.barrier), this.some(by.me), this.talk.element,
      h("div", { class: "phone-keep" }, this.problem, h("div", { class: "row" }, h("button", { class: "button button-main", "aria-describedby": "log-problem" }, say("keep")), this.done, this.wrote)));
    this.show();
  }

  show(): void {
    const entry = this.pen.draft;
    for (const one of this.choices) one.show(entry);
    for (const name of ["moment", "words"] as const) {
      this.texts[name].input.value = entry[name];
      this.texts[name].show();
    }
    this.tick.checked = entry.ok_words;
    this.theirs.hidden = !entry.ok_words;
    this.talk.asked(entry.me === "talk");
    this.problem.hidden = true;
  }

  /** To the beginning: no keyboard comes up over the choices. */
  focus(): void {
    this.heading.focus();
  }

  know(told: LogTold | null): void {
    this.talk.know(told);
  }

  knowNotes(): void {}

  putDown(at: number | null): void {
    this.done.textContent = "";
    this.wrote.textContent = at ? say("put_down", { time: clock(at, "2-digit") }) : "";
    if (!at) this.complain(say("not_put_down"));
  }

  able(able: boolean): void {
    this.element.inert = !able;
  }

  rest(): Promise<void> {
    return this.pen.rest();
  }

  private some(question: Question): HTMLElement {
    const choices = new Choices(question, (change) => this.took(change));
    this.choices.push(choices);
    return choices.element;
  }

  private moment(question: Question): HTMLElement {
    const element = this.text(question, 3);
    element.querySelector(".field-help")!.append(" ", say("log_aloud"));
    return element;
  }

  private text({ id, label, hint, most }: Question, rows: number): HTMLElement {
    const name = id as Words;
    const left = h("p", { class: "small soft", id: `${id}-left`, role: "status" });
    const help = id === "moment" && h("p", { class: "field-help", id: `${id}-help` }, hint);
    const input = h("textarea", { id, rows, class: "words", dir: "auto", "aria-describedby": help ? `${id}-help ${id}-left` : `${id}-left`, ...OWN, oninput: () => {
      this.took((entry) => void (entry[name] = input.value));
      show();
    } });
    const over = () => [...input.value.trim()].length - most!;
    const show = () => {
      left.textContent = over() > -NEARLY ? say(over() > 0 ? "log_over" : "log_left", { count: Math.abs(over()) }) : "";
      left.hidden = !left.textContent;
      return left.textContent;
    };
    this.texts[name] = { input, show, over: () => over() > 0 };
    return h("div", { class: "field" }, h("label", { for: id, class: id === "words" && "unseen" }, label), help, input, left);
  }

  private ticked(): void {
    this.took((entry) => void (entry.ok_words = this.tick.checked));
    this.theirs.hidden = !this.tick.checked;
    if (this.tick.checked) this.texts.words.input.focus();
  }

  private took(change: (entry: Entry) => void): void {
    const entry = this.pen.draft;
    if (this.pen.isBlank) entry.day = today(); // a page may lie open overnight
    change(entry);
    this.talk.asked(entry.me === "talk");
    this.problem.hidden = true;
    this.pen.changed();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.keep(event);
  }

  private async keep(event: Event): Promise<void> {
    event.preventDefault();
    if (this.missing() || (await this.looksTelling())) return;
    const wants = this.pen.draft.me === "talk";
    this.still(true); // what was typed now would be in no entry
    const done = await this.pen.keep();
    this.still(false);
    if (!done) return;
    this.show();
    this.wrote.textContent = "";
    this.done.textContent = say("log_kept");
    if (wants) this.talk.stay();
    else this.focus();
    this.kept();
  }

  /** Whether something is missing, or too long. The page says what, and goes there. */
  private missing(): boolean {
    const { what, moment, ok_words } = this.pen.draft;
    if (!what.length) return this.wants(say("log_needs_what"), this.choices[0].first);
    if (!moment.trim()) return this.wants(say("log_needs_moment"), this.texts.moment.input);
    const long = [this.texts.moment, this.texts.words].slice(0, ok_words ? 2 : 1).find((one) => one.over());
    return !!long && this.wants(long.show(), long.input);
  }

  /** Asked once of an entry, on the device itself, and never a bar. True where its writer wants to look again. */
  private async looksTelling(): Promise<boolean> {
    const entry = this.pen.draft;
    const text = entry.ok_words ? `${entry.moment}\n${entry.words}` : entry.moment;
    const found = entry.looked ? [] : telling(text, document.documentElement.lang || "en");
    if (!found.length) return false;
    const again = (await ask(say("log_check", { words: found.map((one) => `“${one}”`).join(", ") }), [["again", say("log_again")], ["as_is", say("log_as_is")]])) === "again";
    entry.looked = true;
    this.pen.changed();
    if (again) this.texts.moment.input.focus();
    return again;
  }

  private wants(sentence: string, place: HTMLElement): true {
    this.complain(sentence);
    place.focus();
    return true;
  }

  private still(still: boolean): void {
    for (const { input } of Object.values(this.texts)) input.readOnly = still;
  }

  private complain(sentence: string): void {
    this.problem.textContent = sentence;
    this.problem.hidden = !sentence;
  }
}
