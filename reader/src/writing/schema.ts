/** What can be written: flat blocks of text, two looks, and pieces that are one thing each. */

import { Schema, type DOMOutputSpec } from "prosemirror-model";
import type { Piece } from "./types.ts";

const LEVELS = [1, 2, 3];

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { group: "block", content: "inline*", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    heading: {
      group: "block",
      content: "inline*",
      attrs: { level: { default: 1 } },
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: Math.min(level, LEVELS.length) } })),
      toDOM: (node) => [`h${(node.attrs.level as number) + 1}`, 0], // the page's own title is the first
    },
    quote: {
      group: "block",
      content: "inline*",
      defining: true,
      parseDOM: [{ tag: "blockquote" }],
      toDOM: () => ["blockquote", 0],
    },
    item: {
      group: "block",
      content: "inline*",
      attrs: { form: { default: "bullet" } },
      parseDOM: [{ tag: "li", getAttrs: (li) => ({ form: li.parentElement?.tagName === "OL" ? "number" : "bullet" }) }],
      toDOM: (node): DOMOutputSpec => ["p", { class: `item item-${node.attrs.form as string}` }, 0],
    },
    counted: {
      group: "block",
      content: "text*",
      marks: "",
      isolating: true,
      attrs: { type: { default: "table" }, form: { default: "matrix" } },
      parseDOM: [{ tag: "figure[data-count]", getAttrs: (one) => ({ type: one.dataset.count, form: one.dataset.form }) }],
      toDOM: (node): DOMOutputSpec => ["figure", { "data-count": node.attrs.type as string, "data-form": node.attrs.form as string }, 0],
    },
    text: { group: "inline" },
    piece: {
      group: "inline",
      inline: true,
      atom: true,
      attrs: { piece: {} },
      parseDOM: [{ tag: "span[data-piece]", getAttrs: (one) => ({ piece: JSON.parse(one.dataset.piece!) as Piece }) }],
      toDOM: (node): DOMOutputSpec => ["span", { "data-piece": JSON.stringify(node.attrs.piece) }],
    },
  },
  marks: {
    bold: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    italic: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  },
});
