/** What travels between the reader and the program. Positions are code points of the text, half-open. */

export type Id = string;

export interface Span {
  start: number;
  end: number;
}

/** start, words, end, voice, begins (ms), ends (ms); `start` to `words` is the label as the file has it. */
export type TurnRow = [number, number, number, number, number | null, number | null];
/** kind, start, end, level */
export type MarkRow = ["heading" | "bold" | "italic" | "item" | "quote", number, number, number];

export interface Voice {
  index: number;
  name: string;
  part: "participant" | "interviewer" | "other";
  participant: Id | null;
}

export interface TextAnswer {
  version: Id;
  title: string;
  ref: string;
  kind: string;
  words: string;
  turns: TurnRow[];
  marks: MarkRow[];
  voices: Voice[];
}

export interface Coding extends Span {
  id: Id;
  code: Id;
  coder: Id;
  standpoint: string;
  stance: string;
  at: string;
  rule: number; // of the rule that made it, or 0
  doubtful: boolean; // whether its words were altered when the text was corrected, and nobody has looked since
  version: Id; // of the text that its place is in
}

/** id, place in `codes`, place in `coders`, start, end, standpoint, stance, at, rule, doubtful (0 or 1) */
export type CodingRow = [Id, number, number, number, number, string, string, string, number, number];

export interface Rule {
  number: number;
  kind: string;
  reach: string;
  sought: string;
}

/** One stretch that a rule finds. */
export interface FoundRow extends Span {
  source: Id;
  version: Id;
  title: string;
  place: string;
  said_by: string[];
  before: string;
  words: string;
  after: string;
  there: boolean;
}

export interface Found {
  total: number;
  rows: FoundRow[];
}

export interface Code {
  id: Id;
  parent: Id | null;
  path: string[];
  name: string;
  plain: string;
  handle: string;
  definition: string;
  when: string;
  when_not: string;
  example: string;
  hue: number;
}

export interface Person {
  id: Id;
  name: string;
}

export interface About {
  table: string;
  row: Id;
  called?: string;
}

/** Anything a memo may link. */
export interface Thing extends About {
  called: string;
  hue?: number;
}

/** An excerpt somewhere in the study. */
export interface Elsewhere {
  coding: Id;
  source: Id;
  title: string;
  place: string;
  said_by: string[];
  coder: Id;
  words: string;
}

export interface Memo {
  id: Id;
  kind: string;
  title: string;
  body: string;
  about: About[];
  version: number;
  author: string;
  at: string;
}

/** All codings of a text, as rows: no word of anybody's is in it. */
export interface CodingsAnswer {
  version: Id;
  codes: Id[];
  coders: Id[];
  codings: CodingRow[];
}

/** A coding whose words are not in the text any more. */
export interface Lost {
  id: Id;
  code: Id;
  coder: Id;
  words: string;
}

/** A question of the guide that an interview was held with. */
export interface Question {
  label: string;
  words: string;
}

/** The marks on a text as rows; what there is none of is left out. */
export interface MarksAnswer {
  questions?: [label: string, words: string][];
  answers?: [id: Id, start: number, end: number, label: string, doubtful: number][];
  bystanders?: [id: Id, start: number, end: number][];
}

/** A code, and after which one of those beside it it stands; null: before all of them. */
export type Told = Code & { after: Id | null };

/** What stands beside the words. */
export interface Beside {
  marks?: MarksAnswer;
  codes: Code[];
  coders: Person[];
  memos: Memo[];
  rules: Rule[];
  lost: Lost[];
}

/** Of codes and memos those that are another; of the rest, whole, what was touched. */
export interface FeedAnswer extends Partial<Pick<Beside, "coders" | "rules" | "lost" | "marks">> {
  entry: number;
  /** A sign of what is seen up to that entry, to be sent with the next question. */
  seen?: string;
  /** What is seen up to the entry that was asked from is another than the sign was of. */
  anew?: boolean;
  codes_changed?: Told[];
  memos_changed?: Memo[];
  codes_gone?: Id[];
  memos_gone?: Id[];
  changed: Coding[];
  removed: Id[];
  version: Id;
  here: Person[];
  /** A sign of who is here, to be sent with the next question. */
  who?: string;
  /** For how many seconds the server holds a question until there is news; 0 where it does not. */
  waits?: number;
  sentences: { number: number; by: string; sentence: string }[];
}

/** What a write gives back; which fields depends on the act. */
export interface ActAnswer {
  entry: number;
  coding?: Coding;
  removed?: Id[];
  code?: Code;
  memo?: Memo;
  mark?: (Span & { id: Id }) | null;
  sentence?: string;
}
