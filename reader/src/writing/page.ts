/** The page on which a document is written: puts the parts together. */

import { history } from "prosemirror-history";
import type { Node } from "prosemirror-model";
import { EditorState, NodeSelection, TextSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { button, h } from "../dom.ts";
import { citing, footnote, shorten } from "./asking.ts";
import { Bar } from "./bar.ts";
import { keys, rules } from "./commands.ts";
import { toBlocks, toDocument } from "./convert.ts";
import { Finder } from "./finder.ts";
import { Known, views, wordsOf } from "./pieces.ts";
import { Saving, type State } from "./saving.ts";
import { schema } from "./schema.ts";
import type { Server } from "./server.ts";
import { keyOf, type Candidate, type Piece, type Work, type Written } from "./types.ts";
import { say } from "./words.ts";

const EVERYTHING = ["excerpt", "claim", "theme", "table", "figure", "citation"];

export class Page {
  private readonly known = new Known();
  private readonly title = h("textarea", { rows: 1, id: "writing-title", class: "writing-title", autocomplete: "off", maxlength: 300 });
  private readonly style = h("select", { "aria-label": say("style") });
  private readonly status = h("p", { class: "writing-status small", role: "status" });
  private readonly other = h("section", { class: "writing-other flow", hidden: true, "aria-labelledby": "other-title" });
  private readonly finder: Finder;
  private readonly view: EditorView;
  private readonly bar: Bar;
  private readonly saving: Saving;

  constructor(
    private readonly host: HTMLElement,
    private readonly server: Server,
    written: Written,
    styles: [string, string][],
  ) {
    this.known.update(written.live);
    this.finder = new Finder((words, kinds) => server.find(words, kinds));
    this.title.value = written.title;
    for (const [value, called] of styles) this.style.append(h("option", { value }, called));
    this.style.value = written.style;
    this.saving = new Saving(server, { now: () => this.now(), saved: (back) => this.saved(back), said: (state, sentence) => this.said(state, sentence) }, written.version);
    this.view = this.editor(toDocument(written.blocks));
    this.bar = new Bar(this.view, this.known, host.dataset.root!, {
      insert: () => this.find(EVERYTHING), cite: () => this.find(["citation"]), note: () => void this.note(),
      save: () => this.saving.go(), change: (piece, at) => void this.change(piece, at),
    });
    this.listen();
    this.build();
    this.bar.changed();
    this.said("saved");
  }

  private build(): void {
    const heading = h("label", { for: "writing-title", class: "unseen" }, say("title"));
    const body = h("div", { class: "writing-body" }, this.view.dom, this.finder.box);
    const style = h("label", { class: "row small writing-style" }, h("span", {}, say("style")), this.style);
    this.host.replaceChildren(h("h1", { class: "unseen" }, this.title.value), heading, this.title, style,
      h("div", { class: "writing-top" }, h("div", { class: "writing-line" }, this.bar.row, this.status), this.bar.piece), body, this.other);
  }

  private editor(doc: Node): EditorView {
    const ask = { "Mod-s": () => (this.saving.go(), true), "Mod-Shift-c": () => (this.find(["citation"]), true), "Mod-Alt-f": () => (void this.note(), true), Enter: () => this.open() };
    const plugins = [history(), rules, ...keys({})];
    return new EditorView(null, {
      state: EditorState.create({ doc, plugins }),
      nodeViews: views(this.known),
      attributes: { class: "writing-text", role: "textbox", "aria-multiline": "true", "aria-label": say("text"), dir: "auto" },
      handleKeyDown: (_view, event) => this.key(event, ask),
      handleTextInput: (view, from, _to, text) => this.typed(view, from, text),
      handleDoubleClickOn: (_view, _pos, node, at) => node.type === schema.nodes.piece && (void this.change(node.attrs.piece as Piece, at), true),
      transformPastedHTML: (html) => html.replace(/\sstyle=("[^"]*"|'[^']*')/gi, ""), // the page takes no style from anywhere
      clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n\n", (node) => (node.attrs.piece ? wordsOf(node.attrs.piece as Piece, this.known) : "")),
      dispatchTransaction: (tr) => {
        this.view.updateState(this.view.state.apply(tr));
        if (tr.docChanged) this.saving.touch();
        this.bar.changed();
      },
    });
  }

  private key(event: KeyboardEvent, asked: Record<string, () => boolean>): boolean {
    const mod = event.ctrlKey || event.metaKey;
    const name = `${mod ? "Mod-" : ""}${event.altKey ? "Alt-" : ""}${event.shiftKey ? "Shift-" : ""}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
    return name.replace("Alt-Shift-", "Shift-Alt-") in asked ? asked[name]() : false;
  }

  private listen(): void {
    this.title.addEventListener("input", () => this.saving.touch());
    this.title.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault(); // a title is one line: one goes on in the text
      this.view.focus();
    });
    this.style.addEventListener("change", () => {
      this.saving.touch();
      this.saving.go();
    });
    this.host.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
      event.preventDefault(); // the browser's own saving is of no use here
      this.saving.go();
    });
    addEventListener("online", () => this.saving.go());
    addEventListener("beforeunload", (event) => {
      if (this.saving.open) event.preventDefault();
    });
  }

  private now(): { title: string; style: string; blocks: ReturnType<typeof toBlocks> } {
    return { title: this.title.value, style: this.style.value, blocks: toBlocks(this.view.state.doc) };
  }

  private saved(back: Written): void {
    this.known.update(back.live);
    this.bar.changed();
  }

  private said(state: State, sentence = ""): void {
    this.status.textContent = say(state, { sentence });
    this.status.classList.toggle("notice-care", ["lost", "away", "refused", "clash"].includes(state));
    this.host.dataset.state = state;
    if (state === "clash") void this.meet();
  }

  /** Somebody else saved: theirs is shown below, and the writer says which one goes on. */
  private async meet(): Promise<void> {
    const answer = await this.server.open();
    if (answer.kind !== "done") return void setTimeout(() => void this.meet(), 5_000);
    const theirs = answer.data.document;
    this.known.update(theirs.live);
    const doc = toDocument(theirs.blocks), words: HTMLElement[] = [];
    doc.forEach((node) => words.push(h("p", {}, node.textBetween(0, node.content.size, "", (leaf) => wordsOf(leaf.attrs.piece as Piece, this.known)))));
    const go = (act: () => void) => () => {
      this.other.hidden = true;
      act();
      this.view.focus();
    };
    const mine = button(say("keep_mine"), go(() => this.saving.resume(theirs.version, true)), { class: "button" });
    const take = button(say("take_theirs"), go(() => this.take(theirs, doc)), { class: "button" });
    this.other.replaceChildren(h("h2", { id: "other-title" }, say("theirs")), h("div", { class: "row" }, mine, take), h("p", {}, h("strong", {}, theirs.title)), h("div", { class: "prose" }, ...words));
    this.other.hidden = false;
  }

  /** Undo in the text brings back what was written here. */
  private take(theirs: Written, doc: Node): void {
    this.title.value = theirs.title;
    this.style.value = theirs.style;
    const { state } = this.view;
    this.view.dispatch(state.tr.replaceWith(0, state.doc.content.size, doc.content));
    this.saving.resume(theirs.version, false);
  }

  /** Words typed on a piece that is selected stand behind it: nothing goes that nobody took out. */
  private typed(view: EditorView, from: number, text: string): boolean {
    const onPiece = this.behindPiece();
    const at = onPiece ? view.state.selection.from : from;
    if (text === "@" && this.begins(view, at)) return this.find(EVERYTHING, "@"), true;
    if (onPiece) view.dispatch(view.state.tr.insertText(text));
    return onPiece;
  }

  /** With a piece selected: go behind it. */
  private behindPiece(): boolean {
    const { state } = this.view;
    if (!(state.selection instanceof NodeSelection) || state.selection.node.type !== schema.nodes.piece) return false;
    this.view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, state.selection.to)));
    return true;
  }

  /** Whether an @ here begins something: not in the middle of an address. */
  private begins(view: EditorView, at: number): boolean {
    const before = view.state.doc.textBetween(Math.max(0, at - 1), at, "\n", " ");
    return view.state.selection.$from.parent.type !== schema.nodes.counted && !/[\p{L}\p{N}._-]/u.test(before);
  }

  private find(kinds: string[], typed = ""): void {
    this.behindPiece();
    const { left, bottom } = this.view.coordsAtPos(this.view.state.selection.from);
    this.finder.open({
      at: { left, bottom }, kinds,
      chosen: (one, rest) => {
        this.put(one);
        if (rest) this.view.dispatch(this.view.state.tr.insertText(rest));
      },
      left: (words) => {
        if (typed && words) this.view.dispatch(this.view.state.tr.insertText(typed + words));
        else if (typed) this.view.dispatch(this.view.state.tr.insertText(typed));
        this.view.focus();
      },
    });
  }

  private put(one: Candidate): void {
    if (one.type === "table" || one.type === "figure") this.putCount(one.type, one.value);
    else if (one.type === "citation") this.putWork({ type: "work", value: one.value }, one.words);
    else {
      const piece: Piece = { type: one.type, value: one.value };
      if (one.live) this.known.learn(keyOf(piece), one.live);
      this.putPiece(piece);
    }
    this.view.focus();
  }

  private putPiece(piece: Piece): void {
    const { tr } = this.view.state;
    tr.replaceSelectionWith(schema.node("piece", { piece }), false);
    this.view.dispatch(tr.scrollIntoView());
  }

  /** Behind another citation it joins that one. */
  private putWork(work: Work, called: string): void {
    const { state } = this.view, { $from } = state.selection;
    const last = $from.nodeBefore?.type === schema.nodes.piece ? ($from.nodeBefore.attrs.piece as Piece) : null;
    const works = last?.type === "citation" ? [...last.works, work] : [work];
    const piece: Piece = { type: "citation", works };
    this.known.learn(keyOf(piece), { words: `(${called})`, why: "", by: "", place: "", mark: "", flags: [], table: [] });
    if (works.length === 1) return this.putPiece(piece);
    this.view.dispatch(state.tr.setNodeMarkup($from.pos - 1, null, { piece }));
  }

  private putCount(type: string, form: string): void {
    const { state } = this.view, { $from } = state.selection;
    const made = schema.node("counted", { type, form });
    const empty = $from.depth > 0 && !$from.parent.content.size;
    const at = $from.depth ? (empty ? $from.before(1) : $from.after(1)) : state.selection.to;
    const tr = empty ? state.tr.replaceWith(at, $from.after(1), made) : state.tr.insert(at, made);
    const after = at + made.nodeSize;
    if (after >= tr.doc.content.size) tr.insert(after, schema.node("paragraph"));
    this.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(after + 1))).scrollIntoView());
    this.saving.go(); // then the table is there
  }

  private async note(): Promise<void> {
    this.behindPiece();
    const words = await footnote(this.host, "");
    if (words) this.putPiece({ type: "note", text: words });
    this.view.focus();
  }

  /** Enter on a piece asks what can be changed of it. */
  private open(): boolean {
    const { selection } = this.view.state;
    if (!(selection instanceof NodeSelection) || selection.node.type !== schema.nodes.piece) return false;
    void this.change(selection.node.attrs.piece as Piece, selection.from);
    return true;
  }

  private async change(piece: Piece, at: number): Promise<void> {
    const after = await this.changed(piece);
    if (after && this.view.state.doc.nodeAt(at)?.type === schema.nodes.piece) {
      const tr = this.view.state.tr.setNodeMarkup(at, null, { piece: after });
      this.view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, at)));
    }
    this.view.focus();
  }

  private async changed(piece: Piece): Promise<Piece | null> {
    if (piece.type === "note") {
      const words = await footnote(this.host, piece.text);
      return words === null ? null : { type: "note", text: words };
    }
    const live = this.known.of(keyOf(piece));
    if (piece.type === "excerpt" && live && !live.why) {
      const fits = piece.mark === live.mark;
      const cuts = await shorten(this.host, live, fits ? (piece.cuts ?? []) : []);
      return cuts && { type: "excerpt", value: piece.value, ...(cuts.length && { mark: live.mark, cuts }) };
    }
    if (piece.type === "citation") {
      const work = await citing(this.host, piece.works[piece.works.length - 1], live?.words ?? "");
      const made: Piece | null = work && { type: "citation", works: [...piece.works.slice(0, -1), work] };
      if (made && live && !this.known.of(keyOf(made))) this.known.learn(keyOf(made), live);
      return made;
    }
    return null;
  }
}
