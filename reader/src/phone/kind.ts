/** What the page needs to know of what is written on it: a note of the field, or an entry of one's own log. */

import type { Answer } from "../api.ts";
import type { Keys } from "./keys.ts";
import type { Notes, There } from "./notes.ts";
import type { Pen } from "./pen.ts";
import type { Server } from "./server.ts";
import type { Drafted, Entering, Id, Told } from "./types.ts";

/** A kind of writing. */
export interface Kind<D extends Drafted> {
  blank(): D;
  isEmpty(draft: D): boolean;
  /** Its first words, by which one knows it again. */
  first(draft: D): string;
  /** All its words, to be copied. */
  whole(draft: D): string;
  files(draft: D): number;
  /** The id of another that has to be handed over before it, if any. */
  after(draft: D): Id;
}

/** Where it is written. */
export interface Editing<D extends Drafted, T extends Told> {
  readonly element: HTMLElement;
  show(): void;
  focus(): void;
  know(told: T | null): void;
  knowNotes(there: There<D>): void;
  putDown(at: number | null): void;
  able(able: boolean): void;
  rest(): Promise<void>;
}

/** A page on which it is written, and where it goes from there. */
export interface Work<D extends Drafted, T extends Told> {
  readonly kind: Kind<D>;
  readonly study: string;
  readonly called: string; // in the device's database, locks and caches
  readonly scope: string; // the page's address
  editor(pen: Pen<D>, notes: Notes<D>, kept: () => void): Editing<D, T>;
  enter(server: Server, meant: Id | null): Promise<Answer<T & Entering>>;
  send(server: Server, keys: Keys, notes: Notes<D>, id: Id, draft: D): Promise<Answer<object>>;
  /** Whether the server has something new to tell once it has this. */
  tells(draft: D): boolean;
}
