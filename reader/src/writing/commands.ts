/** What one does to the text, by key or button. */

import { baseKeymap, chainCommands, setBlockType, splitBlockAs, toggleMark } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { InputRule, inputRules, textblockTypeInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { TextSelection, type Command, type EditorState, type Plugin } from "prosemirror-state";
import { schema } from "./schema.ts";

const { paragraph, heading, quote, item, counted } = schema.nodes;

/** The kinds of paragraph, as the list of them names them. */
export const KINDS = ["paragraph", "heading_1", "heading_2", "heading_3", "quote", "bullet", "number"] as const;
export type Kind = (typeof KINDS)[number];

export function kindOf(state: EditorState): Kind | null {
  const node = state.selection.$from.parent;
  if (node.type === heading) return `heading_${node.attrs.level as 1 | 2 | 3}`;
  if (node.type === item) return node.attrs.form as "bullet" | "number";
  return node.type === quote ? "quote" : node.type === paragraph ? "paragraph" : null;
}

export function become(kind: Kind): Command {
  if (kind.startsWith("heading")) return setBlockType(heading, { level: Number(kind.slice(-1)) });
  if (kind === "bullet" || kind === "number") return setBlockType(item, { form: kind });
  return setBlockType(kind === "quote" ? quote : paragraph);
}

/** Make it this, or plain text where it is this already. */
export function toggle(kind: Kind): Command {
  return (state, dispatch, view) => become(kindOf(state) === kind ? "paragraph" : kind)(state, dispatch, view);
}

export const bold = toggleMark(schema.marks.bold);
export const italic = toggleMark(schema.marks.italic);
export { redo, undo };

/** An item that is empty ends its list; one that is not is followed by another. */
const nextItem: Command = (state, dispatch, view) => {
  const { $from } = state.selection;
  if ($from.parent.type !== item) return false;
  if (!$from.parent.content.size) return become("paragraph")(state, dispatch, view);
  return splitBlockAs((node) => ({ type: node.type, attrs: node.attrs }))(state, dispatch, view);
};

/** At the beginning of anything else: plain text first. */
const plainFirst: Command = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || [paragraph, counted].includes($from.parent.type)) return false;
  return become("paragraph")(state, dispatch, view);
};

/** After a table or figure one goes on in a paragraph. */
const afterCount: Command = (state, dispatch) => {
  const { $from } = state.selection;
  if ($from.parent.type !== counted) return false;
  const tr = state.tr.insert($from.after(), paragraph.create());
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, $from.after() + 1)).scrollIntoView());
  return true;
};

export function keys(more: Record<string, Command>): Plugin[] {
  return [
    keymap({
      "Mod-b": bold, "Mod-i": italic, "Mod-z": undo, "Mod-y": redo, "Shift-Mod-z": redo,
      "Mod-Alt-0": become("paragraph"), "Mod-Alt-1": become("heading_1"), "Mod-Alt-2": become("heading_2"), "Mod-Alt-3": become("heading_3"),
      "Mod-Shift-7": toggle("number"), "Mod-Shift-8": toggle("bullet"), "Mod-Shift-9": toggle("quote"),
      Enter: chainCommands(nextItem, afterCount), Backspace: plainFirst, ...more,
    }),
    keymap(baseKeymap),
  ];
}

export const rules = inputRules({
  rules: [
    textblockTypeInputRule(/^(#{1,3})\s$/, heading, (match) => ({ level: match[1].length })),
    textblockTypeInputRule(/^\s*([-*])\s$/, item, { form: "bullet" }),
    textblockTypeInputRule(/^\s*1[.)]\s$/, item, { form: "number" }),
    textblockTypeInputRule(/^>\s$/, quote),
    new InputRule(/\.\.\.$/, "…"),
  ],
});
