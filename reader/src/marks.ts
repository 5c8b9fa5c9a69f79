/** What stands on the words besides codings: which question they answer, and that they are a bystander's.
 *
 *  As with codings, what is shown is what the program has confirmed with my waiting acts laid over it. There are few of
 *  these marks, so they are laid anew whenever something happened. */

import type { Meant } from "./refound.ts";
import type { Id, MarksAnswer, Question, Span } from "./types.ts";

export type MarkKind = "answer" | "bystander";

export interface Mark extends Span {
  id: Id;
  what: MarkKind;
  label: string; // of the question; empty for a bystander's words
  doubtful: boolean; // whether its words were altered when the text was corrected
  pending: boolean;
}

interface Sent {
  act: Id;
  tried: boolean;
}
export interface PutMark extends Sent, Span {
  kind: "mark";
  what: MarkKind;
  label: string;
  version: Id;
  meant: Meant | null;
  temporary: Id;
}
export interface TakeMark extends Sent {
  kind: "unmark";
  what: MarkKind;
  mark: Id;
}
export type MarkAct = PutMark | TakeMark;

/** What an act that was answered did, until the feed tells of it. */
interface Answered {
  entry: number;
  do(marks: readonly Mark[]): Mark[];
}

export class Marks {
  questions: Question[] = []; // of the guide, in its order
  shown: Mark[] = [];
  private told: Mark[] = []; // whole, by the program
  private answered: Answered[] = [];

  /** What the program tells, as of an entry. Marks come whole, so what is not among them is gone; without any, nothing
   *  happened to them. */
  tell(marks: MarksAnswer | undefined, entry: number): void {
    this.answered = this.answered.filter((one) => one.entry > entry);
    if (!marks) return;
    const { questions = [], answers = [], bystanders = [] } = marks;
    this.questions = questions.map(([label, words]) => ({ label, words }));
    this.told = [
      ...answers.map(([id, start, end, label, doubtful]) => ({ id, what: "answer" as const, label, start, end, doubtful: !!doubtful, pending: false })),
      ...bystanders.map(([id, start, end]) => ({ id, what: "bystander" as const, label: "", start, end, doubtful: false, pending: false })),
    ];
  }

  /** The program has done one of my acts; `mark` is where its mark stands, those that it met in it. */
  answer(act: MarkAct, mark: (Span & { id: Id }) | null | undefined, entry: number): void {
    if (act.kind === "unmark") this.answered.push({ entry, do: (marks) => marks.filter(({ id }) => id !== act.mark) });
    else if (mark) this.answered.push({ entry, do: (marks) => joined(marks, { ...markOf(act), ...mark, pending: false }) });
  }

  /** Lay what waits over what the program has told and answered. Whether other marks are shown than before. */
  lay(waiting: readonly { kind: string }[]): boolean {
    const real = new Map<Id, Id>(); // what a mark that waits has become one with
    let marks = this.answered.reduce((so_far, one) => one.do(so_far), this.told);
    for (const act of waiting.filter(isMark)) {
      if (act.kind === "unmark") marks = marks.filter(({ id }) => id !== act.mark && id !== real.get(act.mark));
      else {
        const mark = markOf(act);
        mark.id = marks.find((one) => meets(one, mark))?.id ?? mark.id;
        real.set(act.temporary, mark.id);
        marks = joined(marks, mark);
      }
    }
    const before = this.shown;
    this.shown = [...marks].sort((a, b) => a.start - b.start || a.end - b.end);
    return JSON.stringify(this.shown) !== JSON.stringify(before);
  }

  get(id: Id): Mark | undefined {
    return this.shown.find((one) => one.id === id);
  }

  /** The marks that share a code point with these words. */
  on({ start, end }: Span, what: MarkKind): Mark[] {
    return this.shown.filter((one) => one.what === what && one.start < end && start < one.end);
  }

  /** A question with its wording: “Q06 How did you come here?” */
  called(label: string): string {
    const words = this.questions.find((one) => one.label === label)?.words;
    return words ? `${label} ${words}` : label;
  }
}

export function isMark(act: { kind: string }): act is MarkAct {
  return act.kind === "mark" || act.kind === "unmark";
}

function markOf({ temporary, what, label, start, end }: PutMark): Mark {
  return { id: temporary, what, label, start, end, doubtful: false, pending: true };
}

function meets(one: Mark, other: Mark): boolean {
  return one.what === other.what && one.label === other.label && one.start <= other.end && other.start <= one.end;
}

/** With a mark among them, and those of its kind that it touches in it, as the program does. */
function joined(marks: readonly Mark[], mark: Mark): Mark[] {
  const met = marks.filter((one) => meets(one, mark));
  const start = Math.min(mark.start, ...met.map((one) => one.start));
  const end = Math.max(mark.end, ...met.map((one) => one.end));
  return [...marks.filter((one) => !met.includes(one)), { ...mark, start, end }];
}
