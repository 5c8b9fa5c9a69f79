/** Where one is in the text: said in the bar, kept for the next time, and where one can go from there. */

import { keepText, number } from "./dom.ts";
import type { Shown } from "./model.ts";
import type { Reader } from "./reader.ts";
import type { Part } from "./structure.ts";
import { say } from "./words.ts";

export const TOP = 120; // where in the window the line stands that counts as being read

export class Place {
  private part = -1; // as it was said last
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly reader: Reader, private readonly sayWhere: (part: number) => void) {}

  /** What stands at the top is another: say so, if that is another turn than before, and keep it where one stays. */
  stands(point: number): void {
    const part = this.reader.page.partAt(point);
    if (part !== this.part) this.sayWhere((this.part = part));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), 400);
  }

  /** What is said of a turn may be another, though one is at the same. */
  sayAnew(): void {
    this.part = -1;
  }

  private get key(): string {
    return `firsthand-reader-at:${this.reader.model.me}:${this.reader.host.dataset.source}`;
  }

  keep(): void {
    keepText(this.key, String(this.reader.sight.pointAtHeight(TOP))); // a number, never words
  }

  goToKept(): void {
    const { reader } = this;
    const at = number(this.key);
    reader.page.layOutNow(Math.min(at ?? 0, reader.page.offsets.length), innerHeight * 1.3);
    if (this.goToHash()) return;
    if (at) reader.selection.reveal(Math.min(at, reader.page.offsets.length), at, "top");
  }

  goToHash(): boolean {
    const [, what, id] = /^#(turn-|line-|coding-|c)(.+)$/.exec(location.hash) ?? [];
    if (!what) return false;
    if (what === "c") this.reader.selection.reveal(Number(id), Number(id), "upper");
    if (what === "coding-") this.reader.choosing.choose(id, false);
    if (what === "turn-" || what === "line-") return this.goToTurn(Number(id));
    return true;
  }

  /** To a turn by its number, or in a text without turns to the line. */
  goToTurn(wanted: number): boolean {
    const { page } = this.reader;
    const is = (part: Part) => (page.talk ? part.turn === wanted : page.cited(part).number <= wanted);
    const index = page.talk ? page.parts.findIndex(is) : page.parts.findLastIndex(is);
    if (index >= 0) this.goToPart(index);
    return index >= 0;
  }

  /** To a turn, or what stands between turns. */
  goToPart(index: number): void {
    const { reader } = this;
    const { start } = reader.page.partSpan(index);
    reader.selection.set(null);
    reader.selection.caret = start;
    reader.selection.reveal(start, start, "upper");
    reader.announce(reader.marked.nameOf(index));
  }

  /** The place that moving starts from: where the keys are, or what stands at the top. */
  get at(): number {
    const { caret } = this.reader.selection;
    return caret >= 0 ? caret : this.reader.sight.between(TOP, TOP).start;
  }

  /** To the next coding from where one is, or the one before, of those wanted. */
  jump(by: 1 | -1, wanted: (coding: Shown) => boolean = () => true, none = say("no_more_codings")): void {
    const { reader } = this;
    const all = reader.ordered().filter(wanted);
    const chosen = all.findIndex(({ id }) => id === reader.chosen);
    const from = reader.selection.span?.start ?? reader.selection.caret;
    const at = by > 0 ? all.findIndex(({ start }) => start > from) : all.findLastIndex(({ start }) => start < from);
    const next = chosen >= 0 ? all[chosen + by] : all[at];
    if (!next) return reader.announce(none);
    reader.chosen = next.id;
    reader.selection.set({ start: next.start, end: next.end });
    reader.draw();
    reader.announce(reader.label(next).spoken);
  }
}
