/** The chosen words: from the mouse, a finger, or keys that move by word, sentence, line and turn.
 *
 *  The page's own selection is set too, so that copying and a screen reader's cursor go along. */

import { onceAFrame } from "./dom.ts";
import type { Page } from "./render.ts";
import type { Sight } from "./sight.ts";
import { strip } from "./strip.ts";
import type { Span } from "./types.ts";

export type Unit = "word" | "sentence" | "line" | "turn";

const SPACE = /[\s\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

export class Selection {
  span: Span | null = null;
  /** Where the next key starts from where nothing is selected. */
  caret = -1;
  unit: Unit = "word";
  private readonly segmenters = new Map<string, Intl.Segmenter>();

  constructor(
    private readonly page: Page,
    private readonly sight: Sight,
    private readonly language: string | undefined,
    private readonly changed: () => void,
  ) {
    document.addEventListener("selectionchange", onceAFrame(() => this.read()));
  }

  /** Choose these words, by key or from a coding. */
  set(span: Span | null, show = true): void {
    this.span = span;
    if (span) this.caret = span.start;
    const ends = span && this.page.places.ends(span);
    const page = getSelection();
    if (ends && !editing()) page?.setBaseAndExtent(ends[0].node, ends[0].offset, ends[1].node, ends[1].offset);
    else if (!span && this.holds(page)) page?.removeAllRanges();
    if (span && show) this.reveal(span.end, span.start);
    this.changed();
  }

  /** The words as they are chosen at this moment: the page tells of a change only a frame later. */
  now(): Span | null {
    this.read();
    return this.span;
  }

  /** Give the page's selection back after a field had the focus. */
  restore(): void {
    if (this.span) this.set(this.span, false);
  }

  /** Choose the word, sentence, line or turn here. */
  take(unit: Unit): void {
    this.unit = unit;
    this.set(this.at(unit, this.place()));
  }

  step(by: 1 | -1): void {
    const span = this.now();
    const { unit } = this;
    if (!span && by > 0) return this.set(this.at(unit, this.place()));
    const found = by > 0 ? this.after(unit, span!.end) : this.before(unit, span?.start ?? this.place());
    if (found) this.set(found);
  }

  /** Move the end (or the start) outwards or inwards by one unit. */
  stretch(side: "start" | "end", outwards: boolean): void {
    const span = this.now();
    if (!span) return this.take(this.unit);
    const { start, end } = span;
    const moved = outwards ? this.outwards(side) : (this.inwards(this.unit, side) ?? this.inwards("word", side));
    if (moved === null) return;
    this.set(side === "end" ? { start, end: moved } : { start: moved, end }, false);
    this.reveal(moved, moved);
  }

  /** Bring a code point into sight, `also` another one if there is room. */
  reveal(point: number, also = point, block: "near" | "upper" | "top" = "near"): void {
    const { places, offsets } = this.page;
    const edge = () => this.sight.edge(point, "start");
    let box = edge();
    const { top, bottom } = strip(this.sight.field.parentElement);
    if (!box) return;
    const both = () => {
      const [first, last] = [this.sight.edge(also, "start"), edge()];
      if (first && last && first.top < top && last.bottom - first.top < bottom - top) scrollBy(0, first.top - top);
    };
    if (block === "near" && box.top >= top && box.bottom <= bottom) return both();
    const free = bottom + 130;
    const wanted = { top: 110, upper: Math.max(top, free * 0.22), near: Math.max(top, free * 0.4) }[block];
    const { element } = this.page.blockSpan(places.blockAt(offsets.unit(point)));
    for (let tries = 0; tries < 3; tries++) { // what comes into sight is laid out, and may be higher than it was thought
      box = edge();
      if (!box) return element.scrollIntoView({ block: "center" });
      const by = box.top - wanted;
      if (Math.abs(by) < 4) break;
      scrollBy({ top: by, behavior: "instant" });
    }
    if (block === "near") both();
  }

  /** Code points without the space around them, and without what is not shown at either end (a speaker's label). */
  trim({ start, end }: Span): Span | null {
    const { places, offsets } = this.page;
    const { text } = offsets;
    let from = places.shownFrom(offsets.unit(start));
    let to = places.shownTo(offsets.unit(end));
    while (from < to && SPACE.test(text[from])) from = places.shownFrom(from + 1);
    while (to > from && SPACE.test(text[to - 1])) to = places.shownTo(to - 1);
    return from < to ? { start: this.page.offsets.point(from), end: this.page.offsets.point(to) } : null;
  }

  /** The unit that holds a code point, or the next one. */
  at(unit: Unit, point: number): Span | null {
    if (unit === "turn") return this.turnFrom(this.page.partAt(point), 1);
    if (unit === "line") return this.trim(this.sight.lineAt(point));
    return this.pieces(unit, point).find(({ end }) => end > point) ?? this.after(unit, point) ?? this.before(unit, point);
  }

  private place(): number {
    const span = this.now();
    if (span) return span.start;
    const { start, end } = this.sight.between(120, innerHeight - 120);
    return this.caret >= start && this.caret < end ? this.caret : start;
  }

  private outwards(side: "start" | "end"): number | null {
    const { start, end } = this.span!;
    if (side === "start") return this.before(this.unit, start)?.start ?? null;
    const inner = this.at(this.unit, Math.max(start, end - 1)); // finish what is begun first
    if (inner && inner.end > end && inner.start < end) return inner.end;
    return this.after(this.unit, end)?.end ?? null;
  }

  private inwards(unit: Unit, side: "start" | "end"): number | null {
    const { start, end } = this.span!;
    const next = side === "end" ? this.before(unit, end - 1) : this.after(unit, start + 1);
    if (!next) return null;
    const moved = side === "end" ? next.end : next.start;
    return moved > start && moved < end ? moved : null;
  }

  private after(unit: Unit, point: number): Span | null {
    if (unit === "turn") return this.turnFrom(this.page.partAt(point - 1) + 1, 1);
    if (unit === "line") return this.lineAfter(point);
    const last = this.page.blockCount;
    for (let block = this.blockAt(point); block < last; block++) {
      const found = this.piecesOf(unit, block).find(({ start }) => start >= point);
      if (found) return found;
    }
    return null;
  }

  private before(unit: Unit, point: number): Span | null {
    if (unit === "turn") return this.turnFrom(this.page.partAt(point) - 1, -1);
    if (unit === "line") return this.lineBefore(point);
    for (let block = this.blockAt(point); block >= 0; block--) {
      const found = this.piecesOf(unit, block).findLast(({ end }) => end <= point);
      if (found) return found;
    }
    return null;
  }

  private turnFrom(index: number, by: 1 | -1): Span | null {
    for (let at = index; at >= 0 && at < this.page.parts.length; at += by) {
      if (this.page.parts[at].blocks.length) return this.page.partSpan(at);
    }
    return null;
  }

  private lineAfter(point: number): Span | null {
    const next = this.after("word", point);
    return next && this.trim(this.sight.lineAt(next.start));
  }

  private lineBefore(point: number): Span | null {
    const word = this.before("word", point);
    return word && this.trim(this.sight.lineAt(word.start));
  }

  private blockAt(point: number): number {
    return this.page.places.blockAt(this.page.offsets.unit(Math.max(0, point)));
  }

  private pieces(unit: "word" | "sentence", point: number): Span[] {
    return this.piecesOf(unit, this.blockAt(point));
  }

  private piecesOf(unit: "word" | "sentence", block: number): Span[] {
    const { from, to } = this.page.blockSpan(block);
    const { offsets } = this.page;
    const spans: Span[] = [];
    for (const piece of this.segmenter(unit).segment(offsets.text.slice(from, to))) {
      if (unit === "word" && !piece.isWordLike) continue;
      const start = offsets.point(from + piece.index);
      const span = this.trim({ start, end: offsets.point(from + piece.index + piece.segment.length) });
      if (span) spans.push(span);
    }
    return spans;
  }

  private segmenter(granularity: "word" | "sentence"): Intl.Segmenter {
    let segmenter = this.segmenters.get(granularity);
    if (!segmenter) this.segmenters.set(granularity, (segmenter = new Intl.Segmenter(this.language, { granularity })));
    return segmenter;
  }

  private holds(selection: globalThis.Selection | null): boolean {
    return !!selection?.anchorNode && this.page.root.contains(selection.anchorNode);
  }

  /** The page's selection has changed: by mouse, by finger, by a screen reader, or by us. */
  private read(): void {
    const selection = getSelection();
    if (!selection?.rangeCount || !this.holds(selection)) return;
    const range = selection.getRangeAt(0);
    const whole = selection.isCollapsed ? null : this.page.places.span(range);
    const span = whole && this.trim(whole);
    if (same(span, this.span)) return;
    if (!span) this.caret = this.page.places.point(range.startContainer, range.startOffset, "start") ?? this.caret;
    else this.caret = span.start;
    this.span = span;
    this.changed();
  }
}

function same(one: Span | null, other: Span | null): boolean {
  return one === other || (!!one && !!other && one.start === other.start && one.end === other.end);
}

/** Whether somebody is writing: then the page's selection is theirs. */
export function editing(): boolean {
  const at = document.activeElement;
  return at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
}
