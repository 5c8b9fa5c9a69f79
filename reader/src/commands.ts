/** The one table of what keys do. `?` shows it; keys.ts lets a person change it. */

import { showAutocode } from "./autocode.ts";
import { jumpToQuestion } from "./go.ts";
import type { Command } from "./keys.ts";
import { chooseQuestion, markBystander } from "./marking.ts";
import type { Shown } from "./model.ts";
import { showCodes, showKeys } from "./panels.ts";
import type { Reader } from "./reader.ts";
import { clock } from "./structure.ts";
import { say } from "./words.ts";

export function commandsOf(reader: Reader): Command[] {
  const { acts } = reader;
  const one = () => acts.here1();
  const withOne = (run: (coding: Shown) => void) => () => {
    const coding = one();
    if (coding) run(coding);
    else reader.announce(say("no_coding_here"));
  };
  const same = (by: 1 | -1) => {
    const code = one()?.code;
    reader.place.jump(by, (coding) => !code || coding.code === code);
  };
  const enter = () => (reader.resizing ? acts.keepSize() : acts.listHere());
  const recents = [...Array(9).keys()].map((index): Command => ({
    id: `recent-${index + 1}`, group: "code", says: "key_recent", fills: { number: index + 1 }, keys: [String(index + 1)],
    run: () => acts.applyRecent(index + 1),
  }));
  const table: Command[] = [
    { id: "word", group: "select", says: "key_word", keys: ["w"], run: () => reader.selection.take("word") },
    { id: "sentence", group: "select", says: "key_sentence", keys: ["s"], run: () => reader.selection.take("sentence") },
    { id: "line", group: "select", says: "key_line", keys: ["l"], run: () => reader.selection.take("line") },
    { id: "turn", group: "select", says: "key_turn", keys: ["t"], run: () => reader.selection.take("turn") },
    { id: "next", group: "select", says: "key_next", keys: ["ArrowRight"], run: () => reader.selection.step(1) },
    { id: "back", group: "select", says: "key_back", keys: ["ArrowLeft"], run: () => reader.selection.step(-1) },
    { id: "extend", group: "select", says: "key_extend", keys: ["Shift+ArrowRight"], run: () => reader.selection.stretch("end", true) },
    { id: "shrink", group: "select", says: "key_shrink", keys: ["Shift+ArrowLeft"], run: () => reader.selection.stretch("end", false) },
    { id: "extend-start", group: "select", says: "key_extend_start", keys: ["Alt+Shift+ArrowLeft"], run: () => reader.selection.stretch("start", true) },
    { id: "shrink-start", group: "select", says: "key_shrink_start", keys: ["Alt+Shift+ArrowRight"], run: () => reader.selection.stretch("start", false) },
    { id: "clear", group: "select", says: "key_clear", keys: ["Escape"], run: () => clear(reader) },
    { id: "palette", group: "code", says: "key_palette", keys: ["c"], run: () => acts.choose() },
    { id: "last", group: "code", says: "key_last", keys: ["a"], run: () => acts.applyLast() },
    ...recents,
    { id: "in-vivo", group: "code", says: "key_in_vivo", keys: ["i"], run: () => acts.applyInVivo() },
    { id: "here", group: "code", says: "key_here", keys: ["Enter"], run: enter },
    { id: "recode", group: "code", says: "key_recode", keys: ["r"], run: withOne(({ id }) => acts.recode(id)) },
    { id: "resize", group: "code", says: "key_resize", keys: ["e"], run: withOne(({ id }) => acts.resize(id)) },
    { id: "remove", group: "code", says: "key_remove", keys: ["Delete", "x"], run: withOne(({ id }) => acts.remove(id)) },
    { id: "autocode", group: "code", says: "key_autocode", keys: ["u"], run: () => showAutocode(reader) },
    { id: "answer", group: "code", says: "key_answer", keys: ["Shift+a"], run: () => chooseQuestion(reader) },
    { id: "bystander", group: "code", says: "key_bystander", keys: ["Shift+b"], run: () => markBystander(reader) },
    { id: "memo", group: "code", says: "key_memo", keys: ["m"], run: () => acts.memo() },
    { id: "undo", group: "code", says: "key_undo", keys: ["Ctrl+z"], everywhere: true, run: () => acts.undo() },
    { id: "redo", group: "code", says: "key_redo", keys: ["Ctrl+Shift+z", "Ctrl+y"], everywhere: true, run: () => acts.redo() },
    { id: "next-coding", group: "move", says: "key_next_coding", keys: ["n"], run: () => reader.place.jump(1) },
    { id: "back-coding", group: "move", says: "key_back_coding", keys: ["p"], run: () => reader.place.jump(-1) },
    { id: "next-same", group: "move", says: "key_next_same", keys: ["Shift+n"], run: () => same(1) },
    { id: "back-same", group: "move", says: "key_back_same", keys: ["Shift+p"], run: () => same(-1) },
    { id: "next-turn", group: "move", says: "key_next_turn", keys: ["j"], run: () => turn(reader, 1) },
    { id: "back-turn", group: "move", says: "key_back_turn", keys: ["k"], run: () => turn(reader, -1) },
    { id: "next-question", group: "move", says: "key_next_question", keys: ["q"], run: () => jumpToQuestion(reader, 1) },
    { id: "back-question", group: "move", says: "key_back_question", keys: ["Shift+q"], run: () => jumpToQuestion(reader, -1) },
    { id: "next-memo", group: "move", says: "key_next_memo", keys: ["o"], run: () => reader.memos.jump(1) },
    { id: "back-memo", group: "move", says: "key_back_memo", keys: ["Shift+o"], run: () => reader.memos.jump(-1) },
    { id: "go", group: "move", says: "key_go", keys: ["g"], run: () => reader.openMenu("go") },
    { id: "margin", group: "move", says: "codings_in_sight", keys: ["b"], run: () => reader.choosing.focusMargin() },
    { id: "filter", group: "see", says: "key_filter", keys: ["f"], run: () => reader.openMenu("filter") },
    { id: "codes", group: "see", says: "key_codes", keys: ["v"], run: () => showCodes(reader) },
    { id: "memos", group: "see", says: "memos_here", keys: ["h"], run: () => reader.memos.list() },
    { id: "calm", group: "see", says: "key_calm", keys: ["z"], run: () => reader.look.set({ calm: !reader.look.calm }) },
    { id: "copy", group: "see", says: "key_copy", keys: ["y"], run: () => void copy(reader) },
    { id: "help", group: "see", says: "key_help", keys: ["?"], run: () => showKeys(reader) },
  ];
  return table;
}

function clear(reader: Reader): void {
  if (reader.here.open) reader.here.close();
  else if (reader.resizing) reader.acts.leaveSize();
  reader.chosen = null;
  reader.selection.set(null);
  reader.draw();
}

function turn(reader: Reader, by: 1 | -1): void {
  const { page } = reader;
  for (let at = page.partAt(reader.place.at) + by; at >= 0 && at < page.parts.length; at += by) {
    if (page.parts[at].blocks.length) return reader.place.goToPart(at);
  }
}

/** The words with their source: “…” (Ref, turn 12, 3:05) */
async function copy(reader: Reader): Promise<void> {
  const { span } = reader.selection;
  if (!span) return reader.announce(say("nothing_selected", { keys: reader.keys.shown("sentence") }));
  const { answer, parts } = reader.page;
  const part = parts[reader.page.partAt(span.start)];
  const from = [answer.ref, reader.page.nameOf(part) || (part.begins !== null && clock(part.begins))].filter(Boolean).join(", ");
  await navigator.clipboard?.writeText(`“${reader.page.offsets.words(span)}” (${from})`);
  reader.announce(say("copied"));
}
