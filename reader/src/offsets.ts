/** Positions: code points (what is stored), UTF-16 units (what the browser counts), and (node, offset) in the page.
 *
 *  Code points leave this program only through here, so there is one place where an emoji can go wrong. */

import type { Span } from "./types.ts";

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** Converts between code points and UTF-16 units of one text. Costs nothing where no letter takes two units. */
export class Offsets {
  /** How many code points the text has. */
  readonly length: number;
  private readonly at: Uint32Array; // code points that take two units, in order

  constructor(readonly text: string) {
    const found: number[] = [];
    for (const pair of text.matchAll(PAIR)) found.push(pair.index - found.length);
    this.at = Uint32Array.from(found);
    this.length = text.length - found.length;
  }

  /** UTF-16 units before the code point `point`. */
  unit(point: number): number {
    return point + countBelow(this.at, point);
  }

  /** Code points before `unit`; inside a pair the code point it belongs to, or with `up` the one after. */
  point(unit: number, up = false): number {
    let low = 0;
    let high = this.at.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at[middle] + middle < unit) low = middle + 1;
      else high = middle;
    }
    if (low && this.at[low - 1] + low === unit) return this.at[low - 1] + (up ? 1 : 0);
    return unit - low;
  }

  /** The words a span covers. */
  words(span: Span): string {
    return this.text.slice(this.unit(span.start), this.unit(span.end));
  }
}

/** The first number from `low` to `high` for which `holds`; `high` where none does. It must hold from there on. */
export function first(low: number, high: number, holds: (index: number) => boolean): number {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many of the ascending `numbers` are below `limit`. */
export function countBelow(numbers: ArrayLike<number>, limit: number): number {
  return first(0, numbers.length, (index) => numbers[index] >= limit);
}

/** A block is one paragraph, heading or list item in the page: `from` to `to` of the text, in UTF-16 units. */
export interface Blocks {
  from: ArrayLike<number>;
  to: ArrayLike<number>;
  elements: ArrayLike<Element>;
}

interface Marked extends Element {
  readerBlock?: number;
}

/** Write on an element which block it is, so that a selection can find its way back. */
export function markBlock(element: Element, index: number): void {
  (element as Marked).readerBlock = index;
}

/** Where one leans: the start of a stretch leans on the letter after it, the end on the letter before. */
export type Lean = "start" | "end";

export interface Spot {
  node: Node;
  offset: number;
}

/** Converts between positions in the text and places in the page. Reads the page's structure, never its words. */
export class Places {
  constructor(
    readonly offsets: Offsets,
    readonly blocks: Blocks,
  ) {}

  /** The last block that begins at or before `unit` (0 where none does). */
  blockAt(unit: number): number {
    return Math.max(0, countBelow(this.blocks.from, unit + 1) - 1);
  }

  /** The first UTF-16 unit from `unit` on that a block shows; behind the text where there is none. */
  shownFrom(unit: number): number {
    const { from, to } = this.blocks;
    const index = this.blockAt(unit);
    if (unit < to[index]) return Math.max(unit, from[index]);
    return index + 1 < from.length ? from[index + 1] : this.offsets.text.length;
  }

  /** The last place up to `unit` behind something that a block shows; 0 where there is none. */
  shownTo(unit: number): number {
    const { from, to } = this.blocks;
    const index = this.blockAt(unit - 1);
    return unit > from[index] ? Math.min(unit, to[index]) : 0;
  }

  /** The place in the page of the code point `point`. */
  spot(point: number, lean: Lean): Spot | null {
    return this.spotOfUnit(this.offsets.unit(point), lean);
  }

  spotOfUnit(unit: number, lean: Lean): Spot | null {
    const { from, to, elements } = this.blocks;
    if (!from.length) return null;
    let index = this.blockAt(unit);
    if (lean === "start" && unit >= to[index] && index + 1 < from.length) index += 1;
    if (lean === "end" && unit <= from[index] && index > 0) index -= 1;
    const inside = Math.min(Math.max(unit, from[index]), to[index]) - from[index];
    return within(elements[index], inside, lean);
  }

  /** The stretch of the page that shows `span`, or null where the page shows none of it. */
  range(span: Span): StaticRange | null {
    const ends = this.ends(span);
    return ends && stretch(...ends);
  }

  /** The same in pieces, one a block, so that what stands between blocks (who speaks) is left out. */
  pieces(span: Span, into: StaticRange[]): void {
    const from = this.offsets.unit(span.start);
    const to = this.offsets.unit(span.end);
    const { from: starts, to: ends, elements } = this.blocks;
    for (let index = this.blockAt(from); index < starts.length && starts[index] < to; index++) {
      const [start, end] = [Math.max(from, starts[index]), Math.min(to, ends[index])];
      if (start >= end) continue;
      into.push(stretch(within(elements[index], start - starts[index], "start"), within(elements[index], end - starts[index], "end")));
    }
  }

  /** The two ends of `span` in the page. */
  ends(span: Span): [Spot, Spot] | null {
    const from = this.offsets.unit(span.start);
    const to = this.offsets.unit(span.end);
    if (!this.shows(from, to)) return null;
    const start = this.spotOfUnit(from, "start");
    const end = this.spotOfUnit(to, "end");
    return start && end ? [start, end] : null;
  }

  /** The code point at a place in the page; null where the place is outside the text. */
  point(node: Node, offset: number, lean: Lean): number | null {
    const unit = this.unitAt(node, offset, lean);
    return unit === null ? null : this.offsets.point(unit, lean === "end");
  }

  /** The span that a stretch of the page shows; null where it shows no words. */
  span(range: AbstractRange): Span | null {
    const start = this.point(range.startContainer, range.startOffset, "start");
    const end = this.point(range.endContainer, range.endOffset, "end");
    return start !== null && end !== null && start < end ? { start, end } : null;
  }

  private shows(from: number, to: number): boolean {
    const index = this.blockAt(from);
    const { from: starts, to: ends } = this.blocks;
    return (ends[index] > from && starts[index] < to) || (index + 1 < starts.length && starts[index + 1] < to);
  }

  private unitAt(node: Node, offset: number, lean: Lean): number | null {
    for (let up: Node | null = node; up; up = up.parentNode) {
      const index = (up as Marked).readerBlock;
      if (index !== undefined) return this.blocks.from[index] + before(up, node, offset);
    }
    return this.unitBetween(node, offset, lean);
  }

  /** A place between blocks: forwards to the next block for a start, back to the one before for an end. */
  private unitBetween(node: Node, offset: number, lean: Lean): number | null {
    const { from, to, elements } = this.blocks;
    if (!from.length) return null;
    const here = document.createRange();
    here.setStart(node, offset);
    let low = 0;
    let high = from.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (here.comparePoint(elements[middle], 0) < 0) low = middle + 1;
      else high = middle;
    }
    if (lean === "start") return low < from.length ? from[low] : null;
    return low > 0 ? to[low - 1] : null;
  }
}

function stretch(start: Spot, end: Spot): StaticRange {
  return new StaticRange({
    startContainer: start.node, startOffset: start.offset, endContainer: end.node, endOffset: end.offset,
  });
}

/** The text node and offset at `units` letters into `element`. */
function within(element: Element, units: number, lean: Lean): Spot {
  const only = element.firstChild;
  if (only && only === element.lastChild && only.nodeType === Node.TEXT_NODE) return { node: only, offset: units };
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = units;
  let last: Text | null = null;
  for (let text = texts.nextNode() as Text | null; text; text = texts.nextNode() as Text | null) {
    if (left < text.length || (left === text.length && lean === "end")) return { node: text, offset: left };
    left -= text.length;
    last = text;
  }
  return last ? { node: last, offset: last.length } : { node: element, offset: 0 };
}

/** How many letters of `block` lie before (node, offset). */
function before(block: Node, node: Node, offset: number): number {
  if (node.nodeType === Node.TEXT_NODE && node.parentNode === block && block.firstChild === node) return offset;
  const stretch = document.createRange();
  stretch.selectNodeContents(block);
  stretch.setEnd(node, offset);
  return stretch.toString().length;
}
