import { Offsets } from "../../src/offsets.ts";
import { Page } from "../../src/render.ts";
import type { MarkRow, Span, TextAnswer, TurnRow } from "../../src/types.ts";
import { dice } from "../mock/invented.mjs";
import { equal, holds, test } from "./registry.ts";

interface Awkward {
  name: string;
  text: string;
  points: number;
  utf16: number;
  spans: { start: number; end: number; utf16_start: number; utf16_end: number; words: string }[];
}

const awkward = async () => (await (await fetch("/awkward.json")).json()) as Awkward[];

function answer(words: string, turns: TurnRow[] = [], marks: MarkRow[] = []): TextAnswer {
  const voices = [{ index: 0, name: "Marigold", part: "participant" as const, participant: null }];
  return { version: "v", title: "t", ref: "r", kind: "k", words, turns, marks, voices };
}

function show(page: Page): void {
  document.body.replaceChildren(page.root);
}

test("awkward texts: points and units as the program counts them", async () => {
  for (const { name, text, points, utf16, spans } of await awkward()) {
    const offsets = new Offsets(text);
    equal([offsets.length, text.length], [points, utf16], name);
    for (const span of spans) {
      equal([offsets.unit(span.start), offsets.unit(span.end)], [span.utf16_start, span.utf16_end], name);
      equal([offsets.point(span.utf16_start), offsets.point(span.utf16_end)], [span.start, span.end], name);
      equal(offsets.words(span), span.words, name);
    }
    for (let point = 0; point <= offsets.length; point++) equal(offsets.point(offsets.unit(point)), point, name);
  }
});

test("a unit inside a pair belongs to its letter", () => {
  const offsets = new Offsets("a👍b");
  equal([offsets.point(2), offsets.point(2, true)], [1, 2]);
});

test("awkward spans: drawn in the page and read back they are the same", async () => {
  for (const { name, text, spans } of await awkward()) {
    const page = new Page(answer(text));
    show(page);
    for (const { start, end, words } of spans) {
      if (!words.trim() || /^[\s]|[\s]$/.test(words) || /^\n|\n$/.test(words)) continue;
      const range = page.places.range({ start, end });
      holds(range, `${name}: nothing drawn`);
      equal(page.places.span(range!), { start, end }, name);
    }
  }
});

test("10,000 random selections: page → span → page → span is the identity", async () => {
  const roll = dice(7);
  const texts = (await awkward()).map(({ text }) => text).filter((text) => text.trim());
  const long = Array.from({ length: 400 }, () => texts[Math.floor(roll() * texts.length)]).join("\n");
  const offsets = new Offsets(long);
  const points = [...long];
  const turns: TurnRow[] = [];
  const marks: MarkRow[] = [];
  for (let at = 0; at + 60 < points.length; ) {
    const length = 30 + Math.floor(roll() * 400);
    const end = Math.min(points.length, at + length);
    if (roll() < 0.8) turns.push([at, Math.min(end, at + Math.floor(roll() * 6)), end, 0, null, null]);
    if (roll() < 0.5) marks.push([roll() < 0.5 ? "bold" : "italic", at + 3, Math.min(end, at + 20), 0]);
    at = end;
  }
  const page = new Page(answer(long, turns, marks));
  show(page);
  const selection = getSelection()!;
  let tried = 0;
  while (tried < 10_000) {
    const block = page.blockSpan(Math.floor(roll() * page.blockCount));
    const last = page.blockSpan(Math.min(page.blockCount - 1, page.places.blockAt(block.from) + Math.floor(roll() ** 2 * 6)));
    const from = offsets.point(block.from + Math.floor(roll() * (block.to - block.from)));
    const to = offsets.point(last.from + 1 + Math.floor(roll() * (last.to - last.from)), true);
    if (from >= to) continue;
    tried += 1;
    const span: Span = { start: from, end: to };
    const ends = page.places.ends(span)!;
    selection.setBaseAndExtent(ends[0].node, ends[0].offset, ends[1].node, ends[1].offset);
    const stored = page.places.span(selection.getRangeAt(0));
    equal(stored, span, `selection ${tried}`);
    const drawn = page.places.range(stored!)!;
    equal(page.places.span(drawn), span, `drawn ${tried}`);
    const pieces: StaticRange[] = [];
    page.places.pieces(span, pieces);
    const first = page.places.span(pieces[0])!;
    const end = page.places.span(pieces.at(-1)!)!;
    equal([first.start, end.end], [span.start, span.end], `pieces ${tried}`);
    if (tried % 20 === 0) { // and each piece shows the very words
      for (const piece of pieces) equal(text(piece), offsets.words(page.places.span(piece)!), `words ${tried}`);
    }
  }
  selection.removeAllRanges();
});

function text(range: StaticRange): string {
  const live = document.createRange();
  live.setStart(range.startContainer, range.startOffset);
  live.setEnd(range.endContainer, range.endOffset);
  return live.toString();
}

test("a selection that starts or ends between the words leans inwards", () => {
  const page = new Page(answer("MARIGOLD: One.\nTwo.\nMARIGOLD: Three.", [[0, 10, 20, 0, null, null], [20, 30, 36, 0, null, null]]));
  show(page);
  const range = document.createRange();
  range.setStart(document.querySelector(".speaker")!.firstChild!, 2);
  range.setEnd(document.querySelectorAll(".speaker")[1].firstChild!, 3);
  equal(page.places.span(range), { start: 10, end: 19 });
  range.selectNodeContents(page.root);
  equal(page.places.span(range), { start: 10, end: 36 });
  range.setStart(document.body, 0);
  equal(page.places.span(range), { start: 10, end: 36 });
});

test("structure: headings, list items and quotations keep their words and their places", () => {
  const words = "Title\nOne\nTwo\nSaid\nEnd";
  const page = new Page(answer(words, [], [["heading", 0, 5, 1], ["item", 6, 9, 0], ["item", 10, 13, 0], ["quote", 14, 18, 0]]));
  show(page);
  equal([...page.root.querySelectorAll("h2, li, blockquote, p")].map((one) => `${one.tagName} ${one.textContent}`),
    ["H2 Title", "LI One", "LI Two", "BLOCKQUOTE Said", "P End"]);
  equal(page.root.querySelectorAll("ul").length, 1);
  for (const span of [{ start: 0, end: 5 }, { start: 6, end: 13 }, { start: 11, end: 22 }]) equal(page.places.span(page.places.range(span)!), span);
});
