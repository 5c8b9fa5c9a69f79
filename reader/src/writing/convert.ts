/** Blocks as they are kept ↔ the document as it is written on. */

import type { Fragment, Mark, Node } from "prosemirror-model";
import { schema } from "./schema.ts";
import type { Block, Piece } from "./types.ts";

const BOLD = "\ue000", BOLD_ENDS = "\ue001", ITALIC = "\ue002", ITALIC_ENDS = "\ue003";
const FIRST = 0xf0000; // the sign of the first piece
const SIGN = /[\ue000-\ue003]|[\u{f0000}-\u{ffffd}]/gu;

export function toDocument(blocks: Block[]): Node {
  const made = blocks.map((one) => nodeOf(one));
  return schema.node("doc", null, made.length ? made : [schema.node("paragraph")]);
}

export function toBlocks(doc: Node): Block[] {
  const blocks: Block[] = [];
  doc.forEach((node) => blocks.push(blockOf(node)));
  const empty = (block: Block) => !block.text && block.type === "paragraph";
  while (blocks.length && empty(blocks[blocks.length - 1])) blocks.pop(); // the line that waits to be written on
  return blocks;
}

function nodeOf(block: Block): Node {
  const inside = inline(block);
  if (block.type === "heading") return schema.node("heading", { level: block.level }, inside);
  if (block.type === "item") return schema.node("item", { form: block.form }, inside);
  if (block.type === "table" || block.type === "figure") {
    const words = block.text.replace(SIGN, "");
    return schema.node("counted", { type: block.type, form: block.form }, words ? schema.text(words) : undefined);
  }
  return schema.node(block.type, null, inside);
}

function inline(block: Block): Node[] {
  const found: Node[] = [];
  const on = { [BOLD]: false, [ITALIC]: false };
  let at = 0;
  const marks = (): Mark[] => [...(on[BOLD] ? [schema.mark("bold")] : []), ...(on[ITALIC] ? [schema.mark("italic")] : [])];
  const words = (end: number) => {
    if (end > at) found.push(schema.text(block.text.slice(at, end), marks()));
  };
  for (const met of block.text.matchAll(SIGN)) {
    words(met.index);
    at = met.index + met[0].length;
    const piece = block.inside[met[0].codePointAt(0)! - FIRST];
    if (met[0] === BOLD || met[0] === ITALIC) on[met[0]] = true;
    else if (met[0] === BOLD_ENDS) on[BOLD] = false;
    else if (met[0] === ITALIC_ENDS) on[ITALIC] = false;
    else if (piece) found.push(schema.node("piece", { piece }));
  }
  words(block.text.length);
  return found;
}

function blockOf(node: Node): Block {
  const { text, inside } = written(node.content);
  if (node.type.name === "heading") return { type: "heading", text, inside, level: node.attrs.level as number };
  if (node.type.name === "item") return { type: "item", text, inside, form: node.attrs.form as string };
  if (node.type.name === "counted") {
    return { type: node.attrs.type as "table", text, inside, form: node.attrs.form as string };
  }
  return { type: node.type.name as "paragraph", text, inside };
}

function written(content: Fragment): { text: string; inside: Piece[] } {
  const inside: Piece[] = [];
  let text = "";
  content.forEach((node) => {
    if (!node.isText) {
      text += String.fromCodePoint(FIRST + inside.length);
      inside.push(node.attrs.piece as Piece);
      return;
    }
    const has = (name: string) => node.marks.some((mark) => mark.type.name === name);
    const said = has("italic") ? ITALIC + node.text + ITALIC_ENDS : node.text!;
    text += has("bold") ? BOLD + said + BOLD_ENDS : said;
  });
  return { text, inside };
}
