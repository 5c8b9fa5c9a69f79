/** A question with big answers to tap: several of them, or one. Whoever taps a chosen one again takes it off. */

import { h } from "../../dom.ts";
import { say } from "../words.ts";
import type { Question } from "./asked.ts";
import type { Entry } from "./entry.ts";

type Some = "what" | "barrier";
type One = "used" | "lead" | "me";

export class Choices {
  readonly element: HTMLElement;
  private readonly boxes: HTMLInputElement[];
  private readonly full = h("p", { class: "small log-full", role: "status", hidden: true });

  constructor(
    private readonly question: Question,
    private readonly took: (change: (entry: Entry) => void) => void,
  ) {
    const many = question.kind === "some";
    this.boxes = question.options.map(({ id }) => h("input", { type: many ? "checkbox" : "radio", name: question.id, value: id, autocomplete: "off", onclick: (event: MouseEvent) => (many ? this.ticked(event) : this.chose(event)), onkeydown: (event: KeyboardEvent) => !many && this.pressed(event), onkeyup: (event: KeyboardEvent) => !many && event.key === " " && event.preventDefault() }));
    const tiles = question.options.map(({ label }, place) => h("label", { class: "log-tile" }, this.boxes[place], h("span", {}, label)));
    const hint = question.most ? say("log_most", { most: question.most }) : many ? say("log_any") : "";
    this.element = h("fieldset", { class: "log-question" }, h("legend", {}, question.label, hint && h("small", { class: "soft" }, ` ${hint}`)),
      h("div", { class: `log-tiles log-${question.id}` }, ...tiles), this.full);
  }

  get first(): HTMLElement {
    return this.boxes[0];
  }

  show(entry: Entry): void {
    const chosen = [entry[this.question.id as Some | One]].flat();
    for (const box of this.boxes) {
      box.checked = chosen.includes(box.value);
      box.dataset.was = String(box.checked);
    }
    this.full.hidden = true;
  }

  private ticked({ target }: MouseEvent): void {
    const box = target as HTMLInputElement;
    const chosen = this.boxes.filter(({ checked }) => checked).map(({ value }) => value);
    const tooMany = this.question.most !== null && chosen.length > this.question.most;
    if (tooMany) box.checked = false;
    this.full.textContent = tooMany ? say("log_full", { most: this.question.most! }) : "";
    this.full.hidden = !tooMany;
    if (!tooMany) this.took((entry) => void (entry[this.question.id as Some] = chosen));
  }

  /** Space takes on and off, as in a box; of itself a radio that is chosen hears nothing of it. */
  private pressed(event: KeyboardEvent): void {
    if (event.key !== " " || event.repeat) return;
    event.preventDefault();
    (event.target as HTMLInputElement).click();
  }

  /** A radio that is chosen already, tapped or pressed once more, is taken off: no answer is one as well. */
  private chose({ target }: MouseEvent): void {
    const box = target as HTMLInputElement;
    if (box.dataset.was === "true") box.checked = false;
    for (const one of this.boxes) one.dataset.was = String(one.checked);
    this.took((entry) => void (entry[this.question.id as One] = box.checked ? box.value : ""));
  }
}
