/** Where a note is written: the jotting first and large, the rest below it. */

import { h } from "../dom.ts";
import { Attaching } from "./attach.ts";
import type { Notes, There } from "./notes.ts";
import type { Pen } from "./pen.ts";
import { LAYERS, NEW, WITH, today, type Choice, type Draft, type Field, type Layer, type NewVisit } from "./types.ts";
import { clock, say, type Key } from "./words.ts";

const RECENT = 30; // visits to choose from

/** What goes into a field is nowhere but in the draft: `autocomplete=off` also keeps browsers from storing it for their own use. */
const OWN = { autocomplete: "off", writingsuggestions: "false", autocapitalize: "sentences" };

type Line = "doing" | "left_out";
type Time = "on" | "began" | "ended";

export class Editor {
  readonly element: HTMLElement;
  private readonly layers = {} as Record<Layer, HTMLTextAreaElement>;
  private readonly visit = h("select", { id: "visit", onchange: () => this.chose() });
  private readonly lines = {} as Record<Line | Time, HTMLInputElement>;
  private readonly place = chooser("visit-place", (value) => this.took((draft) => void (draft.newVisit.place = value)));
  private readonly written = chooser("written", (value) => this.took((draft) => void (draft.written = value)));
  private readonly told = h("div", { class: "phone-choices" });
  private readonly present = h("div", { class: "phone-choices" });
  private readonly newVisit: HTMLElement;
  private readonly share = h("input", { type: "checkbox", autocomplete: "off", onchange: () => this.took((draft) => void (draft.share = this.share.checked)) });
  private readonly more: HTMLDetailsElement;
  private readonly problem = h("p", { class: "field-error", role: "alert", hidden: true });
  private readonly wrote = h("span", { class: "small soft" });
  private readonly waits = h("span", { class: "small", role: "status" });
  private readonly attaching: Attaching;
  private keeping = false;
  private field: Field | null = null;
  private drafted: [string, string][] = []; // the new visits of other notes here

  constructor(
    private readonly pen: Pen,
    notes: Notes,
    private readonly kept: () => void,
  ) {
    this.attaching = new Attaching(pen, notes);
    this.newVisit = this.visitFields();
    const others = LAYERS.slice(1).map((layer) => this.layer(layer, 4));
    others.splice(2, 0, h("label", { class: "choice" }, this.share, h("span", {}, say("share"))));
    others.push(h("div", { class: "field" }, h("label", { for: "written" }, say("written")), this.written));
    this.more = h("details", { class: "fold" }, h("summary", {}, say("more")), h("div", { class: "form" }, ...others));
    this.element = h("form", { class: "phone-editor", novalidate: true, autocomplete: "off", onsubmit: (event: SubmitEvent) => this.submitted(event), onkeydown: (event: KeyboardEvent) => this.pressed(event) },
      this.layer("jotting", 7), this.attaching.element,
      h("div", { class: "field" }, h("label", { for: "visit" }, say("visit")), this.visit), this.newVisit, this.more,
      h("div", { class: "phone-keep" }, this.problem, h("div", { class: "row" }, h("button", { class: "button button-main" }, say("keep")), this.waits, this.wrote)));
    this.show();
  }

  /** Show the note in hand. */
  show(): void {
    const { layers, share, newVisit } = this.pen.draft;
    for (const layer of LAYERS) this.layers[layer].value = layers[layer];
    this.share.checked = share;
    this.more.open = LAYERS.slice(1).some((layer) => layers[layer]);
    for (const name of Object.keys(this.lines) as (Line | Time)[]) this.lines[name].value = newVisit[name];
    this.problem.hidden = true;
    this.showVisits();
    this.showChoices();
    this.attaching.show();
  }

  /** What is known of the study by now. */
  know(field: Field | null): void {
    this.field = field;
    this.showVisits();
    this.showChoices();
  }

  /** Which new visits the notes here have. */
  knowNotes({ notes }: There): void {
    const others = notes.filter(({ kept, draft }) => draft?.visit === NEW && kept.id !== this.pen.id && kept.state !== "handed");
    this.drafted = others.map(({ kept, draft }) => [WITH + kept.id, say("visit_with", { time: clock(kept.made!), doing: draft!.newVisit.doing })]);
    this.showVisits();
  }

  focus(): void {
    this.layers.jotting.focus();
  }

  /** When the note in hand was put down; null: it could not be. */
  putDown(at: number | null): void {
    this.wrote.textContent = at ? say("put_down", { time: clock(at, "2-digit") }) : "";
    this.complain(at ? "" : say("not_put_down"));
  }

  /** Whether anything can be written here. */
  able(able: boolean): void {
    this.element.inert = !able;
  }

  /** Another note comes into hand. */
  async rest(): Promise<void> {
    await this.attaching.stop();
    await this.pen.taken();
    await this.pen.rest();
  }

  private layer(layer: Layer, rows: number): HTMLElement {
    const hint = h("p", { class: "field-help", id: `${layer}-help` }, say(`${layer}_hint`));
    const words = h("textarea", { id: layer, rows, class: "words", dir: "auto", "aria-describedby": hint.id, ...OWN, oninput: () => this.took((draft) => void (draft.layers[layer] = words.value)) });
    this.layers[layer] = words;
    return h("div", { class: "field" }, h("label", { for: layer }, say(layer)), hint, words);
  }

  private visitFields(): HTMLElement {
    const one = (name: Line | Time, type: string, props = {}) => {
      const input = h("input", { id: `visit-${name}`, type, ...OWN, ...props, oninput: () => this.took(({ newVisit }) => void (newVisit[name] = input.value)) });
      this.lines[name] = input;
      return h("div", { class: "field" }, h("label", { for: input.id }, say(`visit_${name}` as Key)), input);
    };
    const set = (legend: Key, choices: HTMLElement) => h("fieldset", {}, h("legend", {}, say(legend)), choices);
    return h("div", { class: "form phone-visit", hidden: true },
      h("div", { class: "fields phone-times" }, one("on", "date"), one("began", "time"), one("ended", "time")),
      h("div", { class: "field" }, h("label", { for: "visit-place" }, say("visit_place")), this.place), one("doing", "text"),
      set("visit_told_how", this.told), one("left_out", "text"), set("visit_present", this.present));
  }

  private showVisits(): void {
    const { visit } = this.pen.draft;
    const earlier = (this.field?.visits ?? []).slice(-RECENT).reverse().map(({ id, number, on, doing }) => [id, say("visit_number", { number, what: [on, doing].filter(Boolean).join(", ") })]);
    const all = [["", say("visit_none")], [NEW, say("visit_new")], ...this.drafted, ...earlier];
    if (!all.some(([value]) => value === visit)) all.push([visit, say("visit_gone")]);
    this.visit.replaceChildren(...all.map(([value, label]) => h("option", { value, selected: value === visit }, label)));
    this.newVisit.hidden = visit !== NEW;
  }

  /** What there is to choose is the study's: as long as that is not known, it is not asked. */
  private showChoices(): void {
    const { newVisit, written } = this.pen.draft;
    offer(this.place, this.field?.places ?? [], newVisit.place);
    offer(this.written, this.field?.written ?? [], written);
    this.tick(this.told, "told_how", this.field?.told_how ?? [], newVisit);
    this.tick(this.present, "present", this.field?.people ?? [], newVisit);
  }

  private tick(into: HTMLElement, name: "told_how" | "present", choices: Choice[], newVisit: NewVisit): void {
    into.parentElement?.toggleAttribute("hidden", !choices.length);
    into.replaceChildren(...choices.map(({ id: value, name: label }) => {
      const box = h("input", { type: "checkbox", autocomplete: "off", checked: newVisit[name].includes(value), onchange: () => this.took((draft) => {
        const others = draft.newVisit[name].filter((one) => one !== value);
        draft.newVisit[name] = box.checked ? [...others, value] : others;
      }) });
      return h("label", { class: "choice" }, box, h("span", {}, label));
    }));
  }

  private chose(): void {
    this.took((draft) => {
      draft.visit = this.visit.value;
      if (draft.visit === NEW) this.lines.on.value = draft.newVisit.on ||= today();
    });
    this.newVisit.hidden = this.visit.value !== NEW;
  }

  private took(change: (draft: Draft) => void): void {
    change(this.pen.draft);
    this.pen.changed();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.keep(event);
  }

  private submitted(event: SubmitEvent): void {
    void this.keep(event);
  }

  private async keep(event: Event): Promise<void> {
    event.preventDefault();
    if (this.keeping) return; // pressed again while it waits
    this.keeping = true;
    await this.keepNow().finally(() => (this.keeping = false));
  }

  private async keepNow(): Promise<void> {
    await this.attaching.stop();
    if (this.pen.isTaking) this.waits.textContent = say("keep_waits");
    await this.pen.taken();
    this.waits.textContent = "";
    if (LAYERS.every((layer) => !this.pen.draft.layers[layer].trim())) {
      this.complain(say("needs_words"));
      return this.focus();
    }
    const { id, made, draft } = this.pen;
    this.still(true); // what was typed now would be in no note
    const done = await this.pen.keep();
    this.still(false);
    if (!done) return;
    // What is written next is most often of the same visit. It is there to be seen, and to be changed.
    if (today() === today(new Date(made))) this.pen.draft.visit = draft.visit === NEW ? WITH + id : draft.visit;
    this.show();
    this.wrote.textContent = "";
    this.focus();
    this.kept();
  }

  private still(still: boolean): void {
    for (const layer of LAYERS) this.layers[layer].readOnly = still;
  }

  private complain(sentence: string): void {
    this.problem.textContent = sentence;
    this.problem.hidden = !sentence;
  }
}

function chooser(id: string, chosen: (value: string) => void): HTMLSelectElement {
  const select: HTMLSelectElement = h("select", { id, autocomplete: "off", onchange: () => chosen(select.value) });
  return select;
}

function offer(select: HTMLSelectElement, choices: Choice[], value: string): void {
  select.parentElement?.toggleAttribute("hidden", !choices.length);
  select.replaceChildren(...[{ id: "", name: "—" }, ...choices].map(({ id, name }) => h("option", { value: id, selected: id === value }, name)));
}
