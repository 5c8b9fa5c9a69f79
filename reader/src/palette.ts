/** Choosing a code with a few letters: plain name, full name, handle and definition; new codes are made in place.
 *  Other things are chosen in the same way: the question that words answer. */

import { h } from "./dom.ts";
import { type Anchor, Float } from "./float.ts";
import { Matcher, namesLike, type Recent } from "./matching.ts";
import type { Described } from "./model.ts";
import type { Code, Id } from "./types.ts";
import { type Key, say } from "./words.ts";

const MOST = 40;
const STANDPOINTS = ["", "self", "of_member", "of_colleague", "observed", "of_system"];
const STANCES = ["", "supports", "goes_against", "mixed"];

/** What can be chosen that is no code. */
export interface Offer {
  called: string; // all that it is found by
  label: string;
  says: string;
  run(): void;
}

export interface Choice extends Described {
  code?: Id;
  path?: string[];
  offer?: Offer;
}

export interface Wanted {
  title: string;
  beside: Anchor;
  words: string;
  codes: readonly Code[];
  recent: Recent;
  makes: boolean; // whether a new code may be made here
  describes: boolean; // whether standpoint and stance may be said
  offers?: readonly Offer[]; // in place of codes
  chosen(choice: Choice, stays: boolean): void;
}

interface Row {
  code?: Code;
  path?: string[];
  offer?: Offer;
  digit?: number;
}

export class Palette {
  private readonly float: Float;
  private readonly input: HTMLInputElement;
  private readonly list = h("ul", { role: "listbox", id: "reader-palette-list", class: "plain reader-options" });
  private readonly meaning = h("div", { class: "reader-meaning", id: "reader-palette-meaning" });
  private readonly excerpt = h("p", { class: "reader-palette-words", dir: "auto" });
  private readonly standpoint = choice("standpoint", STANDPOINTS);
  private readonly stance = choice("stance", STANCES);
  private readonly describe: HTMLElement;
  private readonly hint = h("p", { class: "small soft" });
  private wanted: Wanted | null = null;
  private matcher = new Matcher([]);
  private rows: Row[] = [];
  private active = 0;

  constructor(host: HTMLElement, closed: () => void) {
    this.float = new Float(host, "palette", closed);
    this.input = h("input", {
      type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": this.list.id, "aria-autocomplete": "list",
      "aria-describedby": this.meaning.id, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    });
    this.describe = h("details", { class: "reader-describe" }, h("summary", {}, say("standpoint")),
      h("div", { class: "row" }, labelled("standpoint", this.standpoint), labelled("stance", this.stance)));
    this.float.body.append(this.excerpt, this.input, this.list, this.meaning, this.describe, this.hint);
    this.input.addEventListener("input", () => this.fill());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => {
      const row = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (row) this.choose(Number(row.dataset.row), event.shiftKey || event.ctrlKey || event.metaKey);
    });
  }

  get open(): boolean {
    return this.float.open;
  }

  show(wanted: Wanted): void {
    this.wanted = wanted;
    this.matcher = new Matcher(wanted.codes);
    const { offers } = wanted;
    this.input.value = "";
    this.input.ariaLabel = say(offers ? "question" : "code");
    this.input.placeholder = say(offers ? "question_hint" : "code_hint");
    this.list.ariaLabel = say(offers ? "questions" : "codes");
    this.excerpt.textContent = wanted.words;
    this.standpoint.value = this.stance.value = "";
    this.describe.hidden = !wanted.describes;
    this.hint.textContent = wanted.makes ? say("several") : "";
    this.fill();
    this.float.show(wanted.title, wanted.beside);
    this.input.focus({ preventScroll: true });
  }

  close(): void {
    this.float.close();
  }

  private fill(): void {
    const query = this.input.value.trim();
    const found = query ? this.found(query) : this.offered();
    this.rows = found.slice(0, MOST);
    if (query && this.wanted!.makes && !this.exact(query)) this.rows.push({ path: pathOf(query) });
    this.active = 0;
    const more = found.length - Math.min(found.length, MOST);
    this.list.replaceChildren(...this.rows.map((row, index) => optionOf(row, index)),
      ...(more ? [h("li", { class: "soft small", role: "presentation" }, say("more_codes", { count: more }))] : []));
    if (!this.rows.length) {
      const none = this.wanted!.offers ? "no_question" : this.wanted!.codes.length ? "no_code" : "no_codes_yet";
      this.list.append(h("li", { class: "soft", role: "presentation" }, say(none)));
    }
    this.point();
  }

  private found(query: string): Row[] {
    const { recent, offers } = this.wanted!;
    if (offers) return namesLike(offers, query).map((offer) => ({ offer }));
    return this.matcher.find(query, recent.places.filter((id) => id !== null)).map((code) => ({ code }));
  }

  /** Before anything is written: the last code, the recent ones with their digits, then all. */
  private offered(): Row[] {
    const { codes, recent, offers } = this.wanted!;
    if (offers) return offers.map((offer) => ({ offer }));
    const digit = new Map(recent.places.map((id, index) => [id, index + 1]));
    const rank = (code: Code) => (code.id === recent.last ? 0 : digit.has(code.id) ? digit.get(code.id)! : 99);
    return codes.map((code) => ({ code, digit: digit.get(code.id) })).sort((a, b) => rank(a.code) - rank(b.code));
  }

  private exact(query: string): boolean {
    const name = pathOf(query).join("\n").toLocaleLowerCase();
    return this.wanted!.codes.some(
      ({ plain, path }) => path.join("\n").toLocaleLowerCase() === name || plain.toLocaleLowerCase() === name);
  }

  private press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (by && this.rows.length) {
      event.preventDefault();
      this.active = (this.active + by + this.rows.length) % this.rows.length;
      this.point();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.choose(this.active, event.shiftKey);
    } else if (event.key === "Tab" && !event.shiftKey && this.describe.hidden) {
      event.preventDefault();
    }
  }

  private choose(index: number, stays: boolean): void {
    const row = this.rows[index];
    const { wanted } = this;
    if (!row || !wanted) return;
    const said = { standpoint: this.standpoint.value, stance: this.stance.value };
    if (!stays || row.offer) this.close();
    else this.input.select();
    wanted.chosen({ code: row.code?.id, path: row.path, offer: row.offer, ...said }, stays);
  }

  /** Show which row Enter would take, and what its code means. */
  private point(): void {
    for (const [index, option] of [...this.list.querySelectorAll("[role=option]")].entries()) {
      option.ariaSelected = String(index === this.active);
      if (index === this.active) option.scrollIntoView({ block: "nearest" });
    }
    const option = this.rows.length ? `reader-option-${this.active}` : "";
    if (option) this.input.setAttribute("aria-activedescendant", option);
    else this.input.removeAttribute("aria-activedescendant");
    this.meaning.replaceChildren(...meaningOf(this.rows[this.active]?.code));
  }
}

function optionOf({ code, path, offer, digit }: Row, index: number): HTMLLIElement {
  const row = { role: "option", id: `reader-option-${index}`, "data-row": index, "aria-selected": "false" };
  if (offer) return h("li", row, h("span", { class: "reader-option-name" }, offer.label && h("strong", {}, offer.label, " "), offer.says));
  if (!code) return h("li", { ...row, class: "reader-option-new" }, say("new_code", { name: path!.join(" / ") }));
  const above = code.path.slice(0, -1).join(" / ");
  const name = code.name === code.plain ? above : code.path.join(" / ");
  return h("li", row,
    h("span", { class: `swatch hue-${code.hue}` }),
    h("span", { class: "reader-option-name" }, h("strong", {}, code.plain || code.name),
      name && h("span", { class: "code-research" }, ` ${name}`)),
    code.handle && h("span", { class: "reader-handle-name" }, code.handle),
    digit ? h("kbd", {}, String(digit)) : null);
}

function meaningOf(code?: Code): Node[] {
  if (!code) return [];
  const parts: [Key, string][] = [
    ["definition", code.definition], ["when", code.when], ["when_not", code.when_not], ["example", code.example],
  ];
  const said = parts.filter(([, text]) => text);
  if (!said.length) return [];
  return [h("dl", {}, ...said.flatMap(([key, text]) => [h("dt", {}, say(key)), h("dd", { dir: "auto" }, text)]))];
}

/** “Support / Listening” makes Listening under Support. */
export function pathOf(query: string): string[] {
  const path = query.split(/\s+[/>›]\s+/).map((part) => part.trim()).filter(Boolean);
  return path.length ? path : [query];
}

export function choice(name: "standpoint" | "stance", values: string[] = name === "stance" ? STANCES : STANDPOINTS): HTMLSelectElement {
  const select = h("select", {});
  for (const value of values) select.append(h("option", { value }, say(`${name}_${value}` as Key)));
  return select;
}

export function labelled(key: Key, control: HTMLElement): HTMLLabelElement {
  return h("label", { class: "reader-field-label" }, h("span", { class: "small" }, say(key)), control);
}
