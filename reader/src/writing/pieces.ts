/** How live pieces stand in the text: drawn from what the program last said of them. */

import type { Node } from "prosemirror-model";
import type { EditorView, NodeView, NodeViewConstructor } from "prosemirror-view";
import { h } from "../dom.ts";
import { stretches } from "./cutting.ts";
import { schema } from "./schema.ts";
import { keyOf, type Live, type Piece } from "./types.ts";
import { say } from "./words.ts";

/** What is known of the pieces, and who draws them. */
export class Known {
  readonly drawn = new Set<{ draw(): void }>();
  private readonly live = new Map<string, Live>();

  of(key: string): Live | undefined {
    return this.live.get(key);
  }

  learn(key: string, live: Live): void {
    this.live.set(key, live);
  }

  /** All of it anew, from the program. */
  update(found: Record<string, Live>): void {
    for (const [key, live] of Object.entries(found)) this.live.set(key, live);
    for (const view of this.drawn) view.draw();
  }
}

/** A piece's words, for who hears or copies it. */
export function wordsOf(piece: Piece, known: Known): string {
  if (piece.type === "note") return piece.text;
  const live = known.of(keyOf(piece));
  if (!live) return "…";
  if (live.why || piece.type !== "excerpt") return live.why || live.words;
  const cuts = piece.cuts ?? [];
  if (cuts.length && piece.mark !== live.mark) return "…";
  return `“${stretches(live.words, cuts).map((one) => one.words).join("")}” (${live.by})`;
}

export class PieceView implements NodeView {
  readonly dom = h("span", { class: "piece" });

  constructor(
    private node: Node,
    private readonly known: Known,
    private readonly quoted: () => boolean,
  ) {
    known.drawn.add(this);
    this.draw();
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.draw();
    return true;
  }

  destroy(): void {
    this.known.drawn.delete(this);
  }

  draw(): void {
    const piece = this.node.attrs.piece as Piece;
    const live = piece.type === "note" ? undefined : this.known.of(keyOf(piece));
    this.dom.dataset.type = piece.type;
    this.dom.classList.toggle("piece-gap", !!live?.why);
    this.dom.classList.toggle("piece-flagged", !!live?.flags.length);
    if (piece.type === "note") this.dom.replaceChildren(h("sup", { title: piece.text }, "*"), h("span", { class: "unseen" }, `${say("footnote")}: ${piece.text}`));
    else if (piece.type === "excerpt" && live && !live.why) this.dom.replaceChildren(...this.excerpt(piece, live));
    else this.dom.replaceChildren(wordsOf(piece, this.known));
  }

  private excerpt(piece: Piece & { type: "excerpt" }, live: Live): (HTMLElement | string)[] {
    const cuts = piece.cuts ?? [];
    if (cuts.length && piece.mark !== live.mark) return ["…"];
    const said = stretches(live.words, cuts).map((one) => h("span", { class: one.theirs ? "theirs" : "brackets" }, one.words));
    const [opens, closes] = this.quoted() ? ["", ""] : ["“", "”"]; // a quotation of its own needs none
    return [opens, ...said, closes, h("span", { class: "soft" }, ` (${live.by})`)];
  }
}

/** A table or figure: what it is called is written on; the table below is as the study has it. */
export class CountView implements NodeView {
  readonly contentDOM = h("figcaption");
  readonly dom: HTMLElement;
  private readonly table = h("div", { class: "counted-table", contenteditable: "false", tabindex: 0, role: "group" });

  constructor(
    private node: Node,
    private readonly known: Known,
  ) {
    const label = h("span", { class: "counted-label", contenteditable: "false" }, say(node.attrs.type as "table"), ". ");
    this.dom = h("figure", { class: "counted" }, label, this.contentDOM, this.table);
    known.drawn.add(this);
    this.draw();
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type || node.attrs.form !== this.node.attrs.form) return false;
    this.node = node;
    this.draw();
    return true;
  }

  /** In the table one scrolls; one does not write there. */
  stopEvent(event: Event): boolean {
    return this.table.contains(event.target as HTMLElement);
  }

  ignoreMutation(change: { target: globalThis.Node }): boolean {
    return this.table.contains(change.target);
  }

  destroy(): void {
    this.known.drawn.delete(this);
  }

  draw(): void {
    const live = this.known.of(`count:${this.node.attrs.form as string}`);
    this.contentDOM.dataset.called = this.node.content.size ? "" : (live?.words ?? "");
    this.table.setAttribute("aria-label", live?.words ?? "");
    const [head = [], ...rows] = live?.table ?? [];
    const cells = (words: string[], tag: "th" | "td") => h("tr", {}, ...words.map((one) => h(tag, {}, one)));
    this.table.replaceChildren(
      h("table", {}, h("thead", {}, cells(head, "th")), h("tbody", {}, ...rows.map((row) => cells(row, "td")))),
      ...(this.node.attrs.type === "figure" ? [h("p", { class: "soft small" }, say("drawn"))] : []),
    );
  }
}

/** The view of each node that has one. */
export function views(known: Known): Record<string, NodeViewConstructor> {
  const quoted = (view: EditorView, at: number | undefined) => at !== undefined && view.state.doc.resolve(at).parent.type === schema.nodes.quote;
  return { piece: (node, view, at) => new PieceView(node, known, () => quoted(view, at())), counted: (node) => new CountView(node, known) };
}
