/** The text was changed by somebody: said, and opened as it is now at the place where one was. */

import { isOfAnother } from "./acts.ts";
import { button } from "./dom.ts";
import { sayLost } from "./lost.ts";
import { TOP } from "./place.ts";
import type { Reader } from "./reader.ts";
import type { Id } from "./types.ts";
import { say, sayCount } from "./words.ts";

export class Changed {
  private to: Id | null = null; // as it was said, and is not opened yet

  constructor(private readonly reader: Reader) {}

  say(version: Id): void {
    if (this.to === version) return;
    this.to = version;
    this.reader.notice("changed", say("changed"), button(say("open_new"), () => void this.open(), { class: "button" }));
  }

  /** Open the text as it is now, at the same place, and say which codings moved. */
  async open(): Promise<void> {
    const { reader } = this;
    const before = new Map([...reader.model.shown.all()].map((one) => [one.id, one]));
    const [text, codings, beside] = await Promise.all([reader.api.text(), reader.api.codings(), reader.api.beside()]);
    if (text.kind !== "done" || codings.kind !== "done" || beside.kind !== "done") return reader.announce(say("not_done"));
    const at = reader.page.offsets.unit(reader.sight.pointAtHeight(TOP));
    const found = nearest(text.data.words, reader.page.answer.words.slice(at, at + 60), at);
    reader.load(codings.data, beside.data);
    reader.replaceText(text.data, found);
    const moved = [...reader.model.shown.all()].filter(({ id, start, end }) => {
      const was = before.get(id);
      return was && (was.start !== start || was.end !== end);
    });
    const lost = [...before.keys()].filter((id) => !reader.model.shown.get(id)).length;
    reader.paint.mark("moved", moved.slice(0, 500));
    this.to = null;
    const placed = reader.acts.doAgain(reader.acts.refusals.take((act) => isOfAnother(act, reader.version)));
    const sentence = [
      moved.length ? sayCount("moved", moved.length) : say("nothing_moved"), lost ? sayCount("lost", lost) : "",
      placed ? sayCount("placed_again", placed) : "",
    ].filter(Boolean).join(" ");
    reader.notice("changed", "");
    sayLost(reader);
    reader.announce(sentence);
    reader.notice("moved", sentence, button(say("close_panel"), () => {
      reader.notice("moved", "");
      reader.paint.mark("moved", []);
    }));
  }
}

/** Where `words` stand in a text, as near as possible to where they stood; the old place where they are gone. */
function nearest(text: string, words: string, place: number): number {
  const after = text.indexOf(words, place);
  const before = text.lastIndexOf(words, place);
  if (after < 0 || before < 0) return Math.max(after, before) < 0 ? place : Math.max(after, before);
  return after - place < place - before ? after : before;
}
