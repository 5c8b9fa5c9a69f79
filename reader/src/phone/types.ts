/** What a note on a phone is, while it is there. */

export type Id = string;

/** The layers of a note, as the study keeps them apart. */
export const LAYERS = ["jotting", "description", "reflection", "analytic", "plan"] as const;
export type Layer = (typeof LAYERS)[number];

/** A visit that the study does not know yet. */
export interface NewVisit {
  on: string; // 2026-05-12
  began: string; // 14:05, or nothing
  ended: string;
  place: string;
  doing: string;
  told_how: string[];
  left_out: string;
  present: Id[];
}

/** A photograph or a voice memo of a note. Its bytes lie beside it, sealed in pieces. */
export interface Attached {
  id: Id;
  kind: "photograph" | "voice memo";
  name: string;
  type: string;
  size?: number; // of a memo once it was spoken; earlier versions of the page did not write it down
}

/** What somebody writes. It is on the device only sealed. */
export interface Drafted {
  sentence: string; // why the server did not take it
}

/** A field note. */
export interface Draft extends Drafted {
  layers: Record<Layer, string>;
  share: boolean; // whether the team may read the reflection
  visit: Id; // "": none; NEW: the one below; a draft's id with WITH before it: the new visit of that note; else a visit
  newVisit: NewVisit;
  files: Attached[];
  day: string; // on which it was begun
  written: string; // when, as one chooses from a list: during, later …
}

export const NEW = "new";
export const WITH = "with:";

/** Where a note is: being written; kept, waiting for the server; not taken; handed over. */
export type State = "writing" | "kept" | "refused" | "handed";

/** What lies on the device of one note. Of one that was handed over, its id and the time only. */
export interface Kept {
  id: Id; // also that of the act under which it is sent: however often it is sent, it happens once
  state: State;
  at: number; // when it came to this state
  member?: Id;
  made?: number; // their order
  key?: Id; // under which it is sealed: a page's, or OWN
  tried?: boolean; // it may have arrived, so nothing in it changes any more
  box?: Uint8Array<ArrayBuffer>;
}

/** A sealed piece of a file. */
export interface Piece {
  file: Id;
  number: number;
  draft: Id;
  key: Id;
  size: number; // before sealing
  box: Uint8Array<ArrayBuffer>;
}

export interface Visit {
  id: Id;
  number: number;
  on: string | null;
  doing: string;
}

/** Something to choose: what is kept, and what people call it. */
export interface Choice {
  id: string;
  name: string;
}

/** What the server tells whoever comes in; kept sealed. */
export interface Told {
  member: { id: Id; name: string };
  study: string;
}

/** What comes with it and is kept nowhere: the key to what lies here, and the token of the session. */
export interface Entering {
  key: string;
  token: string;
}

/** What it tells of the study for work in the field. */
export interface Field extends Told {
  visits: Visit[];
  people: Choice[];
  places: Choice[];
  told_how: Choice[];
  written: Choice[];
}

export function blank(): Draft {
  const newVisit = { on: today(), began: "", ended: "", place: "", doing: "", told_how: [], left_out: "", present: [] };
  const layers = { jotting: "", description: "", reflection: "", analytic: "", plan: "" };
  return { layers, share: false, visit: "", newVisit, files: [], day: today(), written: "", sentence: "" };
}

export function isEmpty(draft: Draft): boolean {
  return !draft.files.length && LAYERS.every((layer) => !draft.layers[layer].trim());
}

/** The day as the person's clock has it. */
export function today(now = new Date()): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
