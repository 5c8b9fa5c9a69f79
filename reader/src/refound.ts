/** Where words are in another version of the text: for acts that were meant for the one before. */

import { Offsets } from "./offsets.ts";
import type { Span } from "./types.ts";

/** The words that an act is about, with a little of what stands around them. */
export interface Meant {
  words: string;
  before: string;
  after: string;
}

const AROUND = 24; // code points
const MOST = 5_000;

/** What to remember of a span; null where it is too long to be looked for. */
export function meant(offsets: Offsets, { start, end }: Span): Meant | null {
  if (end - start > MOST) return null;
  return {
    words: offsets.words({ start, end }),
    before: offsets.words({ start: Math.max(0, start - AROUND), end: start }),
    after: offsets.words({ start: end, end: Math.min(offsets.length, end + AROUND) }),
  };
}

/** The one place where the words stand; null where they stand nowhere, or in several places that look alike. */
export function refound({ words, before, after }: Meant, offsets: Offsets): Span | null {
  const { text } = offsets;
  const places: number[] = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) places.push(at);
  const follows = (at: number) => text.endsWith(before, at);
  const goesOn = (at: number) => text.startsWith(after, at + words.length);
  const sieves = [() => true, (at: number) => follows(at) && goesOn(at), (at: number) => follows(at) || goesOn(at)];
  for (const sieve of sieves) {
    const found = places.filter(sieve);
    if (found.length !== 1) continue;
    return { start: offsets.point(found[0]), end: offsets.point(found[0] + words.length) };
  }
  return null;
}
