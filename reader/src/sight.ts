/** What of the text is in sight, and how high a code point stands. All heights are from the top of the field. */

import { first } from "./offsets.ts";
import type { Page } from "./render.ts";
import type { Span } from "./types.ts";

export interface Stretch extends Span {
  top: number;
  bottom: number;
}

export class Sight {
  private readonly probe = document.createRange();

  constructor(
    readonly page: Page,
    readonly field: HTMLElement,
  ) {}

  get fieldTop(): number {
    return this.field.getBoundingClientRect().top;
  }

  /** The first block whose foot is below the height `y` of the window. */
  blockAt(y: number): number {
    const { chunks } = this.page;
    const foot = (element: Element) => element.getBoundingClientRect().bottom;
    const chunk = chunks[first(0, chunks.length - 1, (index) => foot(chunks[index].element) > y)];
    if (!chunk) return 0;
    return first(chunk.first, chunk.last, (index) => foot(this.page.blockSpan(index).element) > y);
  }

  /** The stretch of text between two heights of the window, in whole blocks. */
  between(above: number, below: number): Stretch {
    if (!this.page.blockCount) return { start: 0, end: 0, top: 0, bottom: 0 };
    const from = this.page.blockSpan(this.blockAt(above));
    const to = this.page.blockSpan(this.blockAt(below));
    const top = this.fieldTop;
    return {
      start: this.page.offsets.point(from.from), end: this.page.offsets.point(to.to),
      top: from.element.getBoundingClientRect().top - top, bottom: to.element.getBoundingClientRect().bottom - top,
    };
  }

  /** Whether a stretch stands where it stood. */
  stillAt({ start, end, top, bottom }: Stretch): boolean {
    const { places, offsets } = this.page;
    const block = (point: number) => this.page.blockSpan(places.blockAt(offsets.unit(point))).element.getBoundingClientRect();
    const field = this.fieldTop;
    return Math.abs(block(start).top - field - top) < 0.5 && Math.abs(block(end - 1).bottom - field - bottom) < 0.5;
  }

  /** Where the line of the first (or last) letter of a span stands, in the window. */
  edge(point: number, lean: "start" | "end"): DOMRect | null {
    const spot = this.page.places.spot(point, lean);
    if (!spot) return null;
    const length = spot.node.textContent?.length ?? 0;
    const at = lean === "start" ? spot.offset : spot.offset - 1;
    const from = Math.max(0, Math.min(at, length - 1));
    this.probe.setStart(spot.node, from);
    this.probe.setEnd(spot.node, Math.min(length, from + 1));
    return this.probe.getBoundingClientRect();
  }

  /** The box around a span, for what is placed beside it. */
  box(span: Span): DOMRect | null {
    const ends = this.page.places.ends(span);
    if (!ends) return null;
    this.probe.setStart(ends[0].node, ends[0].offset);
    this.probe.setEnd(ends[1].node, ends[1].offset);
    return this.probe.getBoundingClientRect();
  }

  /** The code point under a place of the window. */
  pointAt(x: number, y: number, lean: "start" | "end"): number | null {
    const spot = caretAt(x, y);
    return spot && this.page.root.contains(spot.node) ? this.page.places.point(spot.node, spot.offset, lean) : null;
  }

  /** The first code point whose line reaches below the height `y` of the window. */
  pointAtHeight(y: number): number {
    if (!this.page.blockCount) return 0;
    const { offsets } = this.page;
    const { from, to } = this.page.blockSpan(this.blockAt(y));
    return first(offsets.point(from), Math.max(offsets.point(from), offsets.point(to) - 1), (at) => (this.edge(at, "start")?.bottom ?? 0) > y);
  }

  /** The line of print that a code point stands on. */
  lineAt(point: number): Span {
    const { places, offsets } = this.page;
    const unit = offsets.unit(point);
    const { from, to, element } = this.page.blockSpan(places.blockAt(unit));
    element.scrollIntoView({ block: "nearest" });
    const here = this.edge(point, point === offsets.point(to) ? "end" : "start");
    if (!here) return { start: offsets.point(from), end: offsets.point(to) };
    const middle = (here.top + here.bottom) / 2;
    const [low, high] = [offsets.point(from), offsets.point(to)];
    const rect = (at: number) => this.edge(at, "start")!;
    const start = first(low, high - 1, (at) => rect(at).bottom > middle);
    const end = first(start, high, (at) => at === high || rect(at).top > middle);
    return { start, end };
  }
}

function caretAt(x: number, y: number): { node: Node; offset: number } | null {
  const asked = document.caretPositionFromPoint?.(x, y);
  if (asked) return { node: asked.offsetNode, offset: asked.offset };
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}
