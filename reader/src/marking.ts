/** Marks on the selected words: which question they answer, and that they are a bystander's. Each is one act, as a coding is. */

import { fresh } from "./acts.ts";
import type { Mark, MarkKind } from "./marks.ts";
import type { Offer } from "./palette.ts";
import type { Reader } from "./reader.ts";
import { meant } from "./refound.ts";
import type { Span } from "./types.ts";
import { say } from "./words.ts";

/** Choose which question the selected words answer, or take such a mark off. */
export function chooseQuestion(reader: Reader): void {
  const { marks } = reader.model;
  if (!marks.questions.length) return reader.announce(say("no_guide"));
  const span = reader.acts.words();
  if (!span) return;
  reader.here.close();
  reader.palette.show({
    title: say("answers_what"), beside: reader.choosing.beside(span), words: reader.words(span, 160), codes: [], recent: reader.recent, makes: false, describes: false,
    offers: [...marks.on(span, "answer").map((mark) => takingOff(reader, mark)), ...questions(reader, span)],
    chosen: ({ offer }) => offer?.run(),
  });
}

/** Mark the selected words as a bystander's; where they are marked, take the mark off. */
export function markBystander(reader: Reader): void {
  const span = reader.acts.words();
  if (!span) return;
  const mark = bystanderAround(reader, span);
  if (mark) takeOff(reader, mark);
  else {
    put(reader, "bystander", span);
    reader.announce(say("bystander_marked"));
  }
}

/** The mark that holds all of these words. */
export function bystanderAround(reader: Reader, { start, end }: Span): Mark | undefined {
  return reader.model.marks.on({ start, end }, "bystander").find((one) => one.start <= start && one.end >= end);
}

function questions(reader: Reader, span: Span): Offer[] {
  return reader.model.marks.questions.map(({ label, words }) => ({
    called: `${label} ${shortOf(label)} ${words}`, label, says: words,
    run: () => {
      put(reader, "answer", span, label);
      reader.announce(say("answer_marked", { question: label }));
    },
  }));
}

/** “Q06” is found by “6” and “q6” as well. */
function shortOf(label: string): string {
  const [, letters, digits] = /^(\D*)0*(\d*)/.exec(label)!;
  return `${digits} ${letters}${digits}`;
}

function takingOff(reader: Reader, mark: Mark): Offer {
  const says = say("answer_off", { question: mark.label });
  return { called: says, label: "", says, run: () => takeOff(reader, mark) };
}

function put(reader: Reader, what: MarkKind, { start, end }: Span, label = ""): void {
  const { version, page } = reader;
  reader.acts.do({
    kind: "mark", act: fresh(), tried: false, what, label, version, start, end, meant: meant(page.offsets, { start, end }), temporary: `wait-${fresh()}`,
  });
}

function takeOff(reader: Reader, mark: Mark): void {
  reader.acts.do({ kind: "unmark", act: fresh(), tried: false, what: mark.what, mark: mark.id });
  const words = reader.words(mark, 60);
  reader.announce(mark.what === "answer" ? say("answer_taken", { question: mark.label, words }) : say("bystander_taken", { words }));
}
