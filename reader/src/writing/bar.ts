/** The row of buttons above the text, and what can be done to a piece that is selected. */

import { NodeSelection, type Command } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { button, h } from "../dom.ts";
import { become, bold, italic, KINDS, kindOf, redo, toggle, undo, type Kind } from "./commands.ts";
import { keyOf, type Piece } from "./types.ts";
import type { Known } from "./pieces.ts";
import { schema } from "./schema.ts";
import { say, type Key } from "./words.ts";

const MAC = navigator.platform.startsWith("Mac");

export interface Doing {
  insert(): void;
  cite(): void;
  note(): void;
  save(): void;
  change(piece: Piece, at: number): void;
}

export class Bar {
  readonly row = h("div", { class: "writing-bar", role: "group", "aria-label": say("tools") });
  readonly piece = h("div", { class: "writing-piece", role: "group", "aria-label": say("piece"), hidden: true });
  private readonly kind = h("select", { "aria-label": say("kind"), class: "writing-kind" });
  private readonly pressed: [HTMLButtonElement, () => boolean][] = [];
  private readonly able: [HTMLButtonElement, Command][] = [];

  constructor(
    private readonly view: EditorView,
    private readonly known: Known,
    private readonly root: string,
    private readonly doing: Doing,
  ) {
    for (const one of KINDS) this.kind.append(h("option", { value: one }, say(one)));
    this.kind.append(h("option", { value: "", disabled: true, hidden: true }, "–"));
    this.kind.addEventListener("change", () => this.run(become(this.kind.value as Kind)));
    const group = (...inside: HTMLElement[]) => h("span", { class: "writing-group" }, ...inside);
    this.row.append(
      group(this.kind),
      group(this.mark("bold", "B", bold, "B"), this.mark("italic", "I", italic, "I"), this.list("bullet", "•", "8"), this.list("number", "1.", "7"), this.list("quote", "“ ”", "9")),
      group(this.tool("insert", () => doing.insert(), "@", "@"), this.tool("cite", () => doing.cite(), "", keysOf("Shift-C")), this.tool("note", () => doing.note(), "", keysOf("Alt-F"))),
      group(this.step("undo", "↶", undo, "Z"), this.step("redo", "↷", redo, "Y"), this.tool("save", () => doing.save(), "", keysOf("S"))),
    );
  }

  /** The text, or where one is in it, is another. */
  changed(): void {
    this.kind.value = kindOf(this.view.state) ?? "";
    for (const [one, is] of this.pressed) one.setAttribute("aria-pressed", String(is()));
    for (const [one, command] of this.able) one.setAttribute("aria-disabled", String(!command(this.view.state)));
    this.drawPiece();
  }

  private mark(key: Key, sign: string, command: Command, letter: string): HTMLElement {
    const made = this.signed(key, sign, keysOf(letter), () => this.run(command));
    this.pressed.push([made, () => this.has(key)]);
    return made;
  }

  private list(kind: "bullet" | "number" | "quote", sign: string, digit: string): HTMLElement {
    const made = this.signed(kind, sign, keysOf(`Shift-${digit}`), () => this.run(toggle(kind)));
    this.pressed.push([made, () => kindOf(this.view.state) === kind]);
    return made;
  }

  private step(key: Key, sign: string, command: Command, letter: string): HTMLElement {
    const made = this.signed(key, sign, keysOf(letter), () => this.run(command));
    this.able.push([made, command]);
    return made;
  }

  private tool(key: Key, act: () => void, sign: string, keys: string): HTMLElement {
    const made = button(sign ? `${sign} ${say(key)}` : say(key), act, { title: say("key", { what: say(key), keys }) });
    made.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    return made;
  }

  private signed(key: Key, sign: string, keys: string, act: () => void): HTMLButtonElement {
    const made = button(sign, act, { "aria-label": say(key), title: say("key", { what: say(key), keys }) });
    made.classList.add("writing-sign", `writing-${key}`);
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    return made;
  }

  private has(mark: Key): boolean {
    const { state } = this.view, type = schema.marks[mark];
    const { from, $from, to, empty } = state.selection;
    return empty ? !!type.isInSet(state.storedMarks ?? $from.marks()) : state.doc.rangeHasMark(from, to, type);
  }

  private run(command: Command): void {
    command(this.view.state, this.view.dispatch, this.view);
    this.view.focus();
  }

  private drawPiece(): void {
    const { selection } = this.view.state;
    const node = selection instanceof NodeSelection && selection.node.type === schema.nodes.piece ? selection.node : null;
    this.piece.hidden = !node;
    if (!node) return;
    const piece = node.attrs.piece as Piece, at = selection.from;
    const live = piece.type === "note" ? undefined : this.known.of(keyOf(piece));
    const parts: HTMLElement[] = [h("strong", { class: "small" }, say(piece.type === "note" ? "footnote" : piece.type))];
    if (piece.type === "excerpt" && live && !live.why) parts.push(button(say("shorten"), () => this.doing.change(piece, at)));
    if (piece.type === "note" || piece.type === "citation") parts.push(button(say("change"), () => this.doing.change(piece, at)));
    if (live?.place) parts.push(h("a", { href: this.root + live.place, class: "button button-quiet" }, say("to_place")));
    parts.push(button(say("take_out"), () => this.run((state, dispatch) => (dispatch?.(state.tr.deleteSelection()), true))));
    if (live?.flags.length) parts.push(h("span", { class: "flag small" }, say("flagged", { flags: live.flags.join(" ") })));
    this.piece.replaceChildren(...parts);
  }
}

function keysOf(letter: string): string {
  return `${MAC ? "⌘" : "Ctrl"}+${letter.replace("Shift-", "Shift+").replace("Alt-", "Alt+")}`;
}
