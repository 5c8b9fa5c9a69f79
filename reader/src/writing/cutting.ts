/** What a writer leaves out of an excerpt, or puts in brackets: places in its words, in code points. */

import type { Cut } from "./types.ts";

export interface Stretch {
  words: string;
  theirs: boolean;
}

/** The excerpt as it reads, as the program has it (`showing.cut`). */
export function stretches(words: string, cuts: Cut[]): Stretch[] {
  const letters = Array.from(words);
  const found: Stretch[] = [];
  const theirs = (said: string) => said && found.push({ words: said, theirs: true });
  let at = 0;
  for (const one of cuts) {
    const start = Math.max(one.from, at);
    const before = letters.slice(at, start).join("");
    theirs(before || (at ? " " : ""));
    found.push({ words: one.words ? `[${one.words}]` : "[…]", theirs: false });
    at = Math.max(at, Math.min(one.to, letters.length));
  }
  theirs(letters.slice(at).join(""));
  return found;
}

/** One more cut, between two places of the browser's own counting; whatever it overlaps gives way to it. */
export function withCut(words: string, cuts: Cut[], start: number, end: number, instead: string): Cut[] {
  const place = (unit: number) => Array.from(words.slice(0, unit)).length;
  const chosen = words.slice(start, end), bare = chosen.trim();
  const first = bare ? start + chosen.indexOf(bare) : start; // the spaces around them stay
  const made: Cut = { type: "cut", from: place(first), to: place(bare ? first + bare.length : end), words: instead.trim() };
  const kept = cuts.filter((one) => one.to <= made.from || one.from >= made.to);
  return [...kept, made].sort((a, b) => a.from - b.from);
}
