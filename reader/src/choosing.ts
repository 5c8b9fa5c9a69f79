/** What is chosen: words, and codings on them, in the text, beside it and with the keys. */

import type { Anchor } from "./float.ts";
import { bystanderAround } from "./marking.ts";
import type { Shown } from "./model.ts";
import type { Reader } from "./reader.ts";
import { choseInPanel } from "./strip.ts";
import type { Id, Span } from "./types.ts";
import { say } from "./words.ts";

export class Choosing {
  constructor(private readonly reader: Reader) {}

  /** What is selected is another: the bar says what can be done with it. */
  selected(): void {
    const { reader } = this;
    const { span } = reader.selection;
    const { resizing } = reader;
    if (resizing && span) reader.resizing = { id: resizing.id, span };
    reader.paint.mark("chosen", span ? [span] : []);
    if (reader.resizing) {
      const coding = reader.model.shown.get(reader.resizing.id);
      reader.handles.show(reader.resizing.span);
      const sentence = say("resizing", { code: coding ? reader.label(coding).name : "" });
      reader.bar.resizing(reader.words(reader.resizing.span, 160), sentence);
    } else if (span && reader.mayCode) {
      const words = reader.words(span, 20_000);
      reader.bar.show(reader.words(span, 160), words.split(/\s+/).length, reader.recent, reader.acts.on(span).length > 0,
        { asked: reader.model.marks.questions.length > 0, bystander: !!bystanderAround(reader, span) });
    } else {
      reader.bar.hide();
    }
  }

  /** Choose a coding: its words, and the list of what is there. */
  choose(id: Id, focus: boolean): void {
    const { reader } = this;
    const coding = reader.model.shown.get(reader.model.real(id));
    if (!coding) return;
    reader.chosen = coding.id;
    reader.selection.set({ start: coding.start, end: coding.end });
    reader.draw();
    const others = reader.acts.on(coding).filter((one) => one.id !== coding.id);
    if (focus || !choseInPanel(reader.host)) reader.here.show([coding, ...others], this.beside(coding), focus);
  }

  lookAt(id: Id | null): void {
    const { reader } = this;
    const coding = id ? reader.model.shown.get(reader.model.real(id)) : undefined;
    reader.paint.mark("looked-at", coding ? [coding] : []);
  }

  /** For placing something beside words. */
  beside(span: Span): Anchor {
    const { reader } = this;
    return {
      getBoundingClientRect: () => {
        const first = reader.sight.edge(span.start, "start");
        const last = reader.sight.edge(span.end, "end");
        if (!first || !last) return reader.text.getBoundingClientRect();
        const top = Math.max(60, Math.min(first.top, innerHeight - 200));
        const bottom = Math.max(top, Math.min(last.bottom, innerHeight - 60));
        const column = reader.text.getBoundingClientRect();
        return new DOMRect(column.left, top, column.width, bottom - top); // beside the column, so that no words are covered
      },
    };
  }

  clicked(event: MouseEvent): void {
    const { reader } = this;
    if (!getSelection()?.isCollapsed || reader.resizing) return;
    const point = reader.sight.pointAt(event.clientX, event.clientY, "start");
    if (point === null) return;
    reader.selection.caret = point;
    if (bystanderAround(reader, { start: point, end: point + 1 })) reader.announce(say("bystander_here"));
    const there = reader.acts.on({ start: point, end: point + 1 });
    if (!there.length) return reader.sheets.here?.close();
    reader.chosen = there[0].id;
    reader.draw();
    reader.here.show(there, this.beside({ start: point, end: point + 1 }), false);
  }

  stepLabel(from: Id, by: 1 | -1): void {
    const { reader } = this;
    const { inSight } = reader.margin;
    const index = inSight.findIndex(({ id }) => id === from);
    const next = inSight[index + by] ?? this.beyond(inSight[index], by);
    if (!next) return reader.announce(say("no_more_codings"));
    reader.selection.reveal(next.start);
    reader.draw();
    reader.margin.focus(next.id);
  }

  private beyond(from: Shown | undefined, by: 1 | -1): Shown | undefined {
    const all = this.reader.ordered();
    return from && all[all.indexOf(from) + by];
  }

  focusMargin(): void {
    const { reader } = this;
    const first = reader.margin.inSight[0];
    const near = reader.chosen && reader.margin.focus(reader.chosen);
    if (!near && (!first || !reader.margin.focus(first.id))) reader.announce(say("no_coding_here"));
  }
}
