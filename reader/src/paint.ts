/** Grounds and underlines behind the words, by the CSS Custom Highlight API: the page itself is never touched.
 *
 *  Only what is near the window is painted. The ground is that of the lowest lane; each of the first three lanes has
 *  an underline of its own height, so that two codes on the same words are both to be seen. */

import type { Places } from "./offsets.ts";
import { segments } from "./segments.ts";
import type { Shown } from "./model.ts";
import type { Span } from "./types.ts";

export const UNDERLINES = 3;

export class Paint {
  private readonly painted = new Set<string>();

  constructor(private readonly page: { places: Places }) {}

  /** Paint these codings and a bystander's words within `window`, and nothing else. */
  draw(codings: readonly Shown[], bystanders: readonly Span[], window: Span, hue: (coding: Shown) => number): void {
    const ranges = new Map<string, StaticRange[]>();
    const add = (name: string, span: Span) => {
      let list = ranges.get(name);
      if (!list) ranges.set(name, (list = []));
      this.page.places.pieces(span, list);
    };
    for (const [name, span] of grounds(codings, window, hue)) add(name, span);
    const inside = ({ start, end }: Span) => ({ start: Math.max(start, window.start), end: Math.min(end, window.end) });
    for (const words of bystanders) add("bystander", inside(words));
    for (const coding of codings) {
      const span = inside(coding);
      if (coding.lane < UNDERLINES && span.start < span.end) add(`line-${coding.lane}-${hue(coding)}`, span);
      if (coding.pending) add("pending", span);
    }
    for (const name of this.painted) if (!ranges.get(name)?.length) this.clear(name);
    for (const [name, list] of ranges) this.set(name, list);
  }

  /** Paint one name on these spans: the words chosen, a coding looked at. */
  mark(name: "chosen" | "looked-at" | "moved", spans: readonly Span[]): void {
    const ranges: StaticRange[] = [];
    for (const span of spans) this.page.places.pieces(span, ranges);
    if (!ranges.length) CSS.highlights.delete(name);
    else CSS.highlights.set(name, above(new Highlight(...ranges), 9));
  }

  wipe(): void {
    for (const name of this.painted) this.clear(name);
  }

  private set(name: string, ranges: StaticRange[]): void {
    this.painted.add(name);
    CSS.highlights.set(name, above(new Highlight(...ranges), name.startsWith("line") || name === "bystander" ? 2 : 1));
  }

  private clear(name: string): void {
    this.painted.delete(name);
    CSS.highlights.delete(name);
  }
}

function above(highlight: Highlight, priority: number): Highlight {
  highlight.priority = priority;
  return highlight;
}

/** The grounds: segment by segment that of the lowest lane, neighbours of one hue joined. */
function grounds(codings: readonly Shown[], window: Span, hue: (coding: Shown) => number): [string, Span][] {
  const result: [string, Span][] = [];
  for (const { start, end, things } of segments(codings, window.start, window.end)) {
    const name = `ground-${hue(things.reduce((low, one) => (one.lane < low.lane ? one : low)))}`;
    const last = result.at(-1);
    if (last && last[0] === name && last[1].end === start) last[1].end = end;
    else result.push([name, { start, end }]);
  }
  return result;
}
