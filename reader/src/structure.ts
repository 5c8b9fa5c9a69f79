/** From the text and its structure to what the page shows: turns, and in them paragraphs, headings, list items. */

import { Offsets } from "./offsets.ts";
import type { MarkRow, TextAnswer, Voice } from "./types.ts";

export type BlockKind = "p" | "heading" | "item" | "quote";

export interface Block {
  from: number; // UTF-16 units
  to: number;
  kind: BlockKind;
  level: number;
}

/** A part is one turn, or the stretch between turns (`voice` null): what the page shows as one group. */
export interface Part {
  turn: number; // its number; 0 for none
  voice: Voice | null;
  begins: number | null;
  ends: number | null;
  from: number;
  to: number;
  blocks: Block[];
}

export interface Inline {
  kind: "bold" | "italic";
  from: number;
  to: number;
}

export interface Structure {
  parts: Part[];
  inline: Inline[]; // in order of `from`
}

export function structureOf(answer: TextAnswer, offsets: Offsets): Structure {
  const marks = answer.marks.map(([kind, start, end, level]) => ({
    kind, from: offsets.unit(start), to: offsets.unit(end), level,
  }));
  const forms = new Forms(marks.filter(({ kind }) => kind !== "bold" && kind !== "italic"));
  const inline = marks.filter(({ kind }) => kind === "bold" || kind === "italic") as Inline[];
  const voices = new Map(answer.voices.map((voice) => [voice.index, voice]));
  const parts: Part[] = [];
  let done = 0;
  answer.turns.forEach(([start, words, end, index, begins, ends], turn) => {
    between(done, offsets.unit(start));
    const voice = voices.get(index) ?? null;
    const from = offsets.unit(voice ? words : start); // nobody's label would else be seen nowhere
    const to = offsets.unit(end);
    parts.push({ turn: turn + 1, voice, begins, ends, from, to, blocks: blocksOf(answer.words, from, to, forms) });
    done = to;
  });
  between(done, answer.words.length);
  return { parts, inline };

  function between(from: number, to: number): void {
    for (const block of blocksOf(answer.words, from, to, forms)) {
      const last = parts.at(-1);
      const joins = block.kind === "item" && last && !last.turn && last.blocks.at(-1)?.kind === "item";
      if (joins) last.blocks.push(block);
      else parts.push({ turn: 0, voice: null, begins: null, ends: null, from: block.from, to: block.to, blocks: [block] });
    }
  }
}

/** One block for each line that has something in it. */
function blocksOf(text: string, from: number, to: number, forms: Forms): Block[] {
  const blocks: Block[] = [];
  for (let start = from; start < to; ) {
    let end = text.indexOf("\n", start);
    if (end < 0 || end > to) end = to;
    if (end > start && hasWords(text, start, end)) blocks.push({ from: start, to: end, ...forms.at(start, end) });
    start = end + 1;
  }
  return blocks;
}

const SOMETHING = /\S/y;

function hasWords(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    SOMETHING.lastIndex = at;
    if (SOMETHING.test(text)) return true;
  }
  return false;
}

/** Finds the form of a line. Lines are asked for in order, so one look ahead is enough. */
class Forms {
  private next = 0;

  constructor(private readonly marks: { kind: MarkRow[0]; from: number; to: number; level: number }[]) {}

  at(from: number, to: number): { kind: BlockKind; level: number } {
    while (this.next < this.marks.length && this.marks[this.next].to <= from) this.next += 1;
    const mark = this.marks[this.next];
    if (!mark || mark.from >= to) return { kind: "p", level: 0 };
    return { kind: mark.kind as BlockKind, level: mark.level };
  }
}

/** 3723000 → "1:02:03" */
export function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (figure: number) => String(figure).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
