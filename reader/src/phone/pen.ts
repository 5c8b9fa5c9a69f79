/** The note in hand: kept within a moment of every keystroke, in one tab at a time. */

import { holding } from "./holding.ts";
import type { Notes } from "./notes.ts";
import type { Draft, Drafted, Id, State } from "./types.ts";

const SOON = 150; // ms; with sealing and writing, a page that dies loses less than a quarter of a second

export class Pen<D extends Drafted = Draft> {
  id: Id = "";
  draft: D;
  made = 0; // when it was begun
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private release = () => {};
  private coming: Promise<unknown> = Promise.resolve(); // what is being added to the note in hand
  private adding = 0;
  private ending: Promise<unknown> = Promise.resolve(); // a note that is put down for good

  constructor(
    private readonly notes: Notes<D>,
    private readonly lock: string, // what the locks of notes in hand begin with
    private readonly wrote: (at: number | null) => void, // when, or null where the device keeps no more
  ) {
    this.draft = notes.kind.blank();
    this.begin();
  }

  /** Whether nothing is in the draft yet. */
  get isBlank(): boolean {
    return this.notes.kind.isEmpty(this.draft);
  }

  /** Whether something is being added to the note in hand. */
  get isTaking(): boolean {
    return this.adding > 0;
  }

  /** Add to the note in hand something that takes a while: it stays in hand until that is done, so it goes with this note and no other. */
  take(work: (id: Id, draft: D) => Promise<void>): Promise<void> {
    this.adding++;
    const before = Promise.all([this.ending, this.coming]); // a note that is done with takes nothing more
    const done = before.then(() => work(this.id, this.draft)).finally(() => {
      this.adding--;
      this.changed();
    });
    this.coming = done.catch(() => {});
    return done;
  }

  /** Wait for what is being added. */
  async taken(): Promise<void> {
    while (this.adding) await this.coming;
  }

  /** A note that is not there yet. */
  begin(): void {
    this.release();
    this.id = crypto.randomUUID();
    this.made = Date.now();
    this.draft = this.notes.kind.blank();
    void this.hold(this.id);
  }

  /** Something in the draft is otherwise: it goes down soon. What comes meanwhile goes with it. */
  changed(): void {
    this.timer ??= setTimeout(() => void this.write("writing"), SOON);
  }

  /** Done with it: it waits for the server. False where it could not be kept; it is still in hand then. */
  keep(): Promise<boolean> {
    return this.end("kept");
  }

  /** It stays as it is, and another is begun. False where it could not be put down. */
  putAside(): Promise<boolean> {
    return this.end("writing");
  }

  private async end(state: State): Promise<boolean> {
    await this.taken();
    const written = this.write(state);
    this.ending = written;
    const done = await written;
    if (done) this.begin();
    return done;
  }

  /** Put down what was not written yet. */
  async rest(): Promise<void> {
    if (this.timer !== undefined) await this.write("writing");
    await this.last;
  }

  /** Go on with a note that is on the device. False where it is in another tab's hand, or may have been sent; or if
   *  `meanwhile` says that it is too late. */
  async takeUp(id: Id, made: number, meanwhile = () => false): Promise<boolean> {
    if (id === this.id) return true;
    const release = await holding(this.lock + id);
    const draft = release && (await this.notes.takeUp(id));
    do {
      await this.taken();
      await this.rest();
    } while (this.timer !== undefined || this.adding); // what was written meanwhile goes down first
    if (!draft || meanwhile()) {
      release?.();
      return false;
    }
    this.release();
    Object.assign(this, { id, made, draft, release });
    return true;
  }

  /** Throw a note away: the one in hand, or one that is in nobody's. */
  async throwAway(id: Id): Promise<boolean> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.last;
    if (id !== this.id) {
      await this.rest();
      const release = await holding(this.lock + id);
      if (!release) return false;
      await this.notes.throwAway(id);
      release();
      return true;
    }
    await this.taken();
    await this.notes.throwAway(id);
    this.begin();
    return true;
  }

  private write(state: State): Promise<boolean> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { id, made, draft } = this;
    const put = async () => {
      if (!this.notes.kind.isEmpty(draft)) return this.notes.write(id, made, draft, state);
      if (!this.adding) await this.notes.throwAway(id); // else what is being added would go with it
      return true;
    };
    const written = this.last.then(put);
    this.last = written.then(
      (done) => this.wrote(done ? Date.now() : null),
      () => this.wrote(null),
    );
    return written.catch(() => false);
  }

  private async hold(id: Id): Promise<void> {
    const release = await holding(this.lock + id);
    if (release && this.id === id) this.release = release;
    else release?.();
  }
}
