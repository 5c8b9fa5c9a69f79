/** The text as real paragraphs in the page, in chunks of which only those near the window are laid out. */

import { h } from "./dom.ts";
import { countBelow, first, markBlock, Offsets, Places } from "./offsets.ts";
import { type Block, clock, type Inline, type Part, structureOf } from "./structure.ts";
import type { TextAnswer } from "./types.ts";
import { say } from "./words.ts";

const CHUNKS = 160;
const LEAST = 2_500; // UTF-16 units in a chunk
const STRONG = /\p{L}/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

export interface Chunk {
  element: HTMLElement;
  first: number; // block
  last: number; // block, inclusive
  lines: number; // about
}

/** A laid-out text: what it says, where its blocks are, who speaks where. */
export class Page {
  readonly root = h("div", { class: "transcript reader-transcript" });
  readonly chunks: Chunk[] = [];
  readonly parts: Part[];
  readonly partElements: HTMLElement[] = [];
  readonly places: Places;
  readonly offsets: Offsets;
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly elements: HTMLElement[] = [];
  private readonly inline: Inline[];
  private lines: number[] | undefined; // where they end
  private nextInline = 0;
  readonly eachWay: boolean; // whether paragraphs must be asked for their direction

  constructor(readonly answer: TextAnswer) {
    this.offsets = new Offsets(answer.words);
    const { parts, inline } = structureOf(answer, this.offsets);
    this.parts = parts;
    this.inline = inline;
    this.eachWay = RIGHT_TO_LEFT.test(answer.words);
    if (!this.eachWay) this.root.dir = "ltr";
    if (!this.talk) this.root.classList.add("reader-plain");
    this.build();
    this.places = new Places(this.offsets, { from: this.from, to: this.to, elements: this.elements });
  }

  /** Whether it is cited by turns. */
  get talk(): boolean {
    return this.answer.turns.length > 1;
  }

  get blockCount(): number {
    return this.from.length;
  }

  blockSpan(index: number): { from: number; to: number; element: HTMLElement } {
    return { from: this.from[index], to: this.to[index], element: this.elements[index] };
  }

  /** The index of the part that holds the code point, or the last one before it. */
  partAt(point: number): number {
    const unit = this.offsets.unit(point);
    return Math.max(0, first(0, this.parts.length, (index) => this.parts[index].from > unit) - 1);
  }

  /** The part as a span of code points. */
  partSpan(index: number): { start: number; end: number } {
    const { blocks, from, to } = this.parts[index];
    return {
      start: this.offsets.point(blocks[0]?.from ?? from), end: this.offsets.point(blocks.at(-1)?.to ?? to),
    };
  }

  /** The chunk that holds a block. */
  chunkOf(block: number): Chunk {
    return this.chunks[Math.max(0, first(0, this.chunks.length, (index) => this.chunks[index].first > block) - 1)];
  }

  /** Lay out what will be in the window at once, rather than in the first frame: what is measured then holds. */
  layOutNow(point: number, height: number): void {
    const at = this.chunks.indexOf(this.chunkOf(this.places.blockAt(this.offsets.unit(point))));
    let left = height;
    for (let index = Math.max(0, at - 1); index < this.chunks.length && left > 0; index++) {
      const { element, lines } = this.chunks[index];
      element.classList.add("reader-chunk-now");
      if (index >= at) left -= lines * 25; // a line is higher: rather one chunk too many
    }
  }

  /** Every chunk again by whether it is seen. */
  layOutAsSeen(): void {
    for (const { element } of this.chunks) element.classList.remove("reader-chunk-now");
  }

  /** How a part is cited: by its turn, or where the text is not a talk by its line, as in reports. */
  cited(part: Part): { as: "turn" | "line"; number: number } {
    if (this.talk && part.turn) return { as: "turn", number: part.turn };
    return { as: "line", number: this.lineOf(part.blocks[0]?.from ?? part.from) };
  }

  /** “Turn 12, Marigold, at 3:05” */
  nameOf(part: Part): string {
    const { as, number } = this.cited(part);
    if (as === "line" || !part.voice) return say(as, { number });
    const fills = { number, speaker: part.voice.name };
    return part.begins === null ? say("turn_of", fills) : say("turn_at", { ...fills, time: clock(part.begins) });
  }

  /** The number, from 1, of the line of the file that holds a UTF-16 unit. */
  private lineOf(unit: number): number {
    this.lines ??= [...this.answer.words.matchAll(/\n/g)].map(({ index }) => index);
    return countBelow(this.lines, unit) + 1;
  }

  /** Be another text from now on, for all that look at this page. */
  become(other: Page): void {
    Object.assign(this, other);
  }

  private build(): void {
    const size = Math.max(LEAST, Math.ceil(this.answer.words.length / CHUNKS));
    let chunk: Chunk | null = null;
    let full = 0;
    for (const part of this.parts) {
      if (!chunk || part.from >= full) {
        if (chunk) this.close(chunk);
        chunk = { element: h("div", { class: "reader-chunk" }), first: this.from.length, last: 0, lines: 0 };
        full = part.from + size;
      }
      chunk.element.append(this.buildPart(part));
    }
    if (chunk) this.close(chunk);
  }

  private close(chunk: Chunk): void {
    chunk.last = this.from.length - 1;
    if (chunk.last < chunk.first) chunk.last = chunk.first;
    let lines = 0;
    for (let block = chunk.first; block <= chunk.last && block < this.from.length; block++) {
      lines += Math.ceil((this.to[block] - this.from[block]) / 68) + 0.7;
    }
    chunk.lines = lines;
    chunk.element.style.setProperty("--lines", lines.toFixed(1)); // how high it probably is, until it is laid out
    this.chunks.push(chunk);
    this.root.append(chunk.element);
  }

  private buildPart(part: Part): HTMLElement {
    const element = document.createElement("div");
    element.className = part.voice?.part === "interviewer" ? "reader-turn turn-asks" : "reader-turn";
    if (part.turn || !this.talk) {
      const { as, number } = this.cited(part);
      element.id = `${as}-${number}`;
      element.dataset.number = String(number);
    }
    if (part.begins !== null) element.dataset.time = clock(part.begins);
    if (part.voice) {
      element.setAttribute("role", "group");
      element.setAttribute("aria-label", this.nameOf(part));
      const speaker = document.createElement("p");
      speaker.className = "speaker";
      speaker.textContent = part.voice.name;
      element.append(speaker);
    }
    let list: HTMLElement | null = null;
    for (const block of part.blocks) {
      const made = this.buildBlock(block);
      if (block.kind !== "item") list = null;
      else if (!list) element.append((list = document.createElement("ul")));
      (list ?? element).append(made);
    }
    if (this.eachWay) element.dir = this.directionOf(part); // number and speaker stand where the words begin
    this.partElements.push(element);
    return element;
  }

  /** By the first letter that has a direction; `dir="auto"` would pass over paragraphs that have one of their own. */
  private directionOf({ from, to, voice }: Part): "ltr" | "rtl" {
    const letter = STRONG.exec(this.answer.words.slice(from, to)) ?? STRONG.exec(voice?.name ?? "");
    return letter && RIGHT_TO_LEFT.test(letter[0]) ? "rtl" : "ltr";
  }

  private buildBlock(block: Block): HTMLElement {
    const element = document.createElement(tagOf(block));
    if (this.eachWay) element.dir = "auto";
    this.fill(element, block);
    markBlock(element, this.from.length);
    this.from.push(block.from);
    this.to.push(block.to);
    this.elements.push(element);
    return element;
  }

  /** The words, with bold and italic as the file has them. */
  private fill(element: HTMLElement, { from, to }: Block): void {
    const text = this.answer.words;
    while (this.nextInline < this.inline.length && this.inline[this.nextInline].to <= from) this.nextInline += 1;
    let marks: Inline[] = [];
    for (let at = this.nextInline; at < this.inline.length && this.inline[at].from < to; at++) {
      if (this.inline[at].to > from) marks.push(this.inline[at]);
    }
    if (!marks.length) {
      element.textContent = text.slice(from, to);
      return;
    }
    const cuts = [...new Set([from, to, ...marks.flatMap((mark) => [mark.from, mark.to])])]
      .filter((cut) => cut >= from && cut <= to)
      .sort((a, b) => a - b);
    for (let index = 0; index + 1 < cuts.length; index++) {
      const [start, end] = [cuts[index], cuts[index + 1]];
      const has = (kind: Inline["kind"]) => marks.some((mark) => mark.kind === kind && mark.from <= start && mark.to >= end);
      let piece: Node = document.createTextNode(text.slice(start, end));
      if (has("italic")) piece = h("em", {}, piece);
      if (has("bold")) piece = h("strong", {}, piece);
      element.append(piece);
    }
  }
}

function tagOf({ kind, level }: Block): "p" | "h2" | "h3" | "h4" | "li" | "blockquote" {
  if (kind === "item") return "li";
  if (kind === "quote") return "blockquote";
  if (kind !== "heading") return "p";
  return level <= 1 ? "h2" : level === 2 ? "h3" : "h4";
}
