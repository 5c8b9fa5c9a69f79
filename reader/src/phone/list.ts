/** The notes on this device, and how far each has come. */

import { button, h } from "../dom.ts";
import type { Kind } from "./kind.ts";
import type { Note, There } from "./notes.ts";
import type { Drafted, Id } from "./types.ts";
import { say, sayCount, when } from "./words.ts";

const BEGINNING = 120; // letters of a note in the list

export interface Doing<D extends Drafted> {
  takeUp(note: Note<D>): void;
  throwAway(note: Note<D>): void;
}

export class List<D extends Drafted> {
  private readonly heading = h("h2", { id: "here" }, say("here"));
  readonly element = h("section", { class: "flow", "aria-labelledby": "here" }, this.heading);
  private drawn = "";

  constructor(private readonly kind: Kind<D>, private readonly doing: Doing<D>) {}

  /** `inHand`: the note in the editor; `underWay`: the one that is being sent. */
  show(there: There<D>, inHand: Id, underWay: Id | null): void {
    const rows = there.notes.filter(({ kept }) => kept.id !== inHand);
    const now = JSON.stringify([rows.map(({ kept, draft }) => [kept.id, kept.state, kept.at, kept.tried, !!draft]), underWay, there.others]);
    if (now === this.drawn) return; // what has the focus keeps it
    this.drawn = now;
    this.element.replaceChildren(this.heading,
      rows.length ? h("ul", { class: "lines" }, ...rows.map((note) => this.row(note, underWay === note.kept.id))) : h("p", { class: "soft" }, say("here_none")));
    if (there.others) this.element.append(h("p", { class: "notice" }, sayCount("others_notes", there.others)));
  }

  private row(note: Note<D>, underWay: boolean): HTMLElement {
    const { kept, draft } = note;
    const words = draft ? this.beginning(draft) : kept.state === "handed" ? "" : say("sealed", { time: when(kept.made!) });
    return h("li", { class: "flow", "data-note": kept.id, "data-state": kept.state },
      words && h("p", { class: draft ? "words phone-words" : "soft", dir: "auto" }, words),
      draft?.sentence && kept.state === "refused" && h("p", { class: "notice notice-care" }, say("not_taken", { sentence: draft.sentence })),
      h("div", { class: "row row-apart" }, h("p", { class: "small soft" }, state(note, underWay, draft ? this.kind.files(draft) : 0)), this.buttons(note)));
  }

  private buttons(note: Note<D>): HTMLElement | null {
    const { kept, draft } = note;
    if (!draft || kept.tried) return null;
    const words = h("span", { class: "unseen" }, `: ${this.beginning(draft)}`);
    const row = h("div", { class: "row" }, button(say(kept.state === "refused" ? "mend" : "write_on"), () => this.doing.takeUp(note)));
    if (kept.state === "refused") row.append(button(say("copy"), () => void navigator.clipboard.writeText(this.kind.whole(draft))));
    row.append(button(say("throw_away"), () => this.doing.throwAway(note)));
    for (const one of row.children) one.append(words.cloneNode(true));
    return row;
  }

  private beginning(draft: D): string {
    const line = this.kind.first(draft).replace(/\s+/g, " ");
    return line.length > BEGINNING ? `${[...line].slice(0, BEGINNING).join("")}…` : line;
  }
}

function state({ kept }: Note<Drafted>, underWay: boolean, files: number): string {
  const time = when(kept.at);
  if (kept.state === "handed") return say("state_handed", { time });
  if (underWay) return say("state_under_way");
  if (kept.state === "refused") return say("state_refused", { time });
  const with_files = files ? ` · ${sayCount("with_files", files)}` : "";
  return say(kept.state === "writing" ? "state_writing" : kept.tried ? "state_tried" : "state_kept", { time }) + with_files;
}
