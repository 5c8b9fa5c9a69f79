/** Who speaks in what is being typed: a label each, and the key that writes it. */

import { button, h } from "./dom.ts";
import type { Keyed } from "./playbar.ts";
import { say } from "./words.ts";

const MOST = 9; // as many as there are digits

export class Speakers {
  readonly element: HTMLElement;
  private readonly list = h("ol", { class: "plain desk-speakers" });
  private keys: Keyed | null = null;

  constructor(labels: string[], private readonly insert: (label: string) => void, private readonly changed: () => void) {
    const more = button(say("another_speaker"), () => {
      this.add("");
      this.list.querySelector<HTMLInputElement>("li:last-child input")!.focus();
    });
    this.element = h("section", { class: "flow", "aria-label": say("speakers") }, h("h2", { class: "small" }, say("speakers")), this.list, more);
    const named = labels.filter(Boolean);
    this.set(named.length ? named : [say("label_interviewer"), say("label_participant")]);
  }

  get labels(): string[] {
    return [...this.list.querySelectorAll("input")].map(({ value }) => value.trim());
  }

  /** The label of a speaker by their place; a short one where there is none. */
  label(index: number): string {
    return this.labels[index] || `S${index + 1}`;
  }

  set(labels: string[]): void {
    this.list.replaceChildren();
    for (const label of labels.slice(0, MOST)) this.add(label);
  }

  wearKeys(keys: Keyed): void {
    this.keys = keys;
    for (const one of this.list.querySelectorAll<HTMLElement>("[data-command]")) this.wear(one);
  }

  private add(label: string): void {
    const index = this.list.childElementCount;
    if (index >= MOST) return;
    const name = h("input", { value: label, "aria-label": say("speaker", { number: index + 1 }), autocomplete: "off" });
    name.addEventListener("input", () => this.changed());
    const insert = button(say("insert"), () => this.insert(this.label(index)), { "data-command": `speaker-${index + 1}` });
    insert.append(h("span", { class: "unseen" }, ` ${say("speaker", { number: index + 1 })}`));
    this.wear(insert);
    this.list.append(h("li", { class: "row" }, name, insert));
  }

  private wear(one: HTMLElement): void {
    const key = this.keys?.shown(one.dataset.command!) ?? "";
    one.dataset.key = key;
    one.setAttribute("aria-keyshortcuts", key);
  }
}
