/** The notes on this device, and how far each has come. */

import { button, h } from "../dom.ts";
import type { Note, There } from "./notes.ts";
import { LAYERS, type Draft, type Id } from "./types.ts";
import { say, sayCount, when } from "./words.ts";

const BEGINNING = 120; // letters of a note in the list

export interface Doing {
  takeUp(note: Note): void;
  throwAway(note: Note): void;
}

export class List {
  private readonly heading = h("h2", { id: "here" }, say("here"));
  readonly element = h("section", { class: "flow", "aria-labelledby": "here" }, this.heading);
  private drawn = "";

  constructor(private readonly doing: Doing) {}

  /** `inHand`: the note in the editor; `underWay`: the one that is being sent. */
  show(there: There, inHand: Id, underWay: Id | null): void {
    const rows = there.notes.filter(({ kept }) => kept.id !== inHand);
    const now = JSON.stringify([rows.map(({ kept, draft }) => [kept.id, kept.state, kept.at, kept.tried, !!draft]), underWay, there.others]);
    if (now === this.drawn) return; // what has the focus keeps it
    this.drawn = now;
    this.element.replaceChildren(this.heading,
      rows.length ? h("ul", { class: "lines" }, ...rows.map((note) => this.row(note, underWay === note.kept.id))) : h("p", { class: "soft" }, say("here_none")));
    if (there.others) this.element.append(h("p", { class: "notice" }, sayCount("others_notes", there.others)));
  }

  private row(note: Note, underWay: boolean): HTMLElement {
    const { kept, draft } = note;
    const words = draft ? beginning(draft) : kept.state === "handed" ? "" : say("sealed", { time: when(kept.made!) });
    return h("li", { class: "flow", "data-note": kept.id, "data-state": kept.state },
      words && h("p", { class: draft ? "words phone-words" : "soft", dir: "auto" }, words),
      draft?.sentence && kept.state === "refused" && h("p", { class: "notice notice-care" }, say("not_taken", { sentence: draft.sentence })),
      h("div", { class: "row row-apart" }, h("p", { class: "small soft" }, state(note, underWay)), this.buttons(note)));
  }

  private buttons(note: Note): HTMLElement | null {
    const { kept, draft } = note;
    if (!draft || kept.tried) return null;
    const words = h("span", { class: "unseen" }, `: ${beginning(draft)}`);
    const row = h("div", { class: "row" }, button(say(kept.state === "refused" ? "mend" : "write_on"), () => this.doing.takeUp(note)));
    if (kept.state === "refused") row.append(button(say("copy"), () => void navigator.clipboard.writeText(wholeOf(draft))));
    row.append(button(say("throw_away"), () => this.doing.throwAway(note)));
    for (const one of row.children) one.append(words.cloneNode(true));
    return row;
  }
}

function state({ kept, draft }: Note, underWay: boolean): string {
  const time = when(kept.at);
  if (kept.state === "handed") return say("state_handed", { time });
  if (underWay) return say("state_under_way");
  if (kept.state === "refused") return say("state_refused", { time });
  const files = draft?.files.length ? ` · ${sayCount("with_files", draft.files.length)}` : "";
  return say(kept.state === "writing" ? "state_writing" : kept.tried ? "state_tried" : "state_kept", { time }) + files;
}

function beginning({ layers, files }: Draft): string {
  const words = LAYERS.map((layer) => layers[layer].trim()).find(Boolean) ?? files[0]?.name ?? "";
  const line = words.replace(/\s+/g, " ");
  return line.length > BEGINNING ? `${[...line].slice(0, BEGINNING).join("")}…` : line;
}

/** All words of a note, layer by layer. */
export function wholeOf({ layers }: Draft): string {
  const written = LAYERS.filter((layer) => layers[layer].trim());
  return written.map((layer) => (written.length > 1 ? `${say(layer)}\n${layers[layer].trim()}` : layers[layer].trim())).join("\n\n");
}
