/** Whose codings and which codes are shown. What is hidden is counted and said, never silently absent. */

import { h } from "./dom.ts";
import type { Model, Shown } from "./model.ts";
import { labelled } from "./palette.ts";
import type { Id } from "./types.ts";
import { say, sayCount } from "./words.ts";

export class Filter {
  coder: Id | null = null;
  code: Id | null = null;
  private family: Set<Id> | null = null;
  private readonly coders = h("select", {});
  private readonly codes = h("select", {});
  readonly panel: HTMLElement;

  constructor(
    private readonly model: Model,
    private readonly changed: () => void,
  ) {
    this.panel = h("div", { class: "reader-look" }, labelled("coder", this.coders), labelled("code", this.codes));
    this.coders.addEventListener("change", () => this.set(this.coders.value || null, this.code));
    this.codes.addEventListener("change", () => this.set(this.coder, this.codes.value || null));
  }

  shows(coding: Shown): boolean {
    return (!this.coder || coding.coder === this.coder) && (!this.family || this.family.has(coding.code));
  }

  get on(): boolean {
    return !!(this.coder || this.code);
  }

  set(coder: Id | null, code: Id | null): void {
    this.coder = coder;
    this.code = code;
    this.family = code ? this.model.family(code) : null;
    this.changed();
  }

  /** “12 hidden: filter on Cody” */
  sentence(): string {
    if (!this.on) return "";
    let hidden = 0;
    for (const coding of this.model.shown.all()) if (!this.shows(coding)) hidden += 1;
    const names = [this.coder && this.model.people.get(this.coder), this.code && this.model.codes.get(this.code)?.plain];
    return sayCount("hidden", hidden, { filter: say("filter_on", { name: names.filter(Boolean).join(", ") }) });
  }

  /** The choices, as they are now. */
  refill(): void {
    const option = (value: string, text: string) => h("option", { value }, text);
    const code = (one: { id: Id; plain: string; name: string; path: string[] }) =>
      option(one.id, `${"\u2003".repeat(one.path.length - 1)}${one.plain || one.name}`);
    this.coders.replaceChildren(option("", say("everyone")), ...[...this.model.people].map(([id, name]) => option(id, name)));
    this.codes.replaceChildren(option("", say("every_code")), ...this.model.tree().map(code));
    this.coders.value = this.coder ?? "";
    this.codes.value = this.code ?? "";
  }
}
