/** Hands over what is kept: one note at a time, in one tab at a time, tried until it is answered. */

import type { Answer } from "../api.ts";
import type { Notes } from "./notes.ts";
import type { Draft, Drafted, Id } from "./types.ts";

const FRESH = 10_000; // ms; who was heard that lately is there

/** How it goes. `away`: somebody else is here by now, or nobody. */
export type Going = "fine" | "lost" | "away";

export interface Post<D extends Drafted = Draft> {
  /** Ask who is here, and for a new token. */
  enter(): Promise<Going>;
  send(id: Id, draft: D): Promise<Answer<object>>;
  /** The note on its way, or null; and how it goes. */
  going(note: Id | null, how: Going): void;
  /** Said of a note that was refused without a word. */
  otherwise(): string;
}

export class Sender<D extends Drafted = Draft> {
  private busy = false;
  private again = false;
  private heard = 0; // when the server last answered as it should; 0: the token may be no longer good
  private wait = 0;
  private stopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly notes: Notes<D>,
    private readonly post: Post<D>,
    private readonly lock: string,
    private readonly soonest = 1000,
    private readonly latest = 60_000,
  ) {}

  /** Go on now, whatever the waiting time. */
  go(): void {
    clearTimeout(this.timer);
    this.again = true;
    if (!this.busy && !this.stopped) void this.work();
  }

  /** The network came back, or the page was looked at again: perhaps so did the session. */
  wake(): void {
    this.wait = 0;
    this.go();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async work(): Promise<void> {
    this.busy = true;
    let how: Going = "fine";
    while (this.again && how === "fine" && !this.stopped) {
      this.again = false;
      how = await this.there(); // before its turn: what is here opens with it
      if (how === "fine") how = await navigator.locks.request(this.lock, () => this.each());
    }
    this.busy = false;
    this.post.going(null, how);
    if (how === "fine") this.wait = 0;
    else this.later();
  }

  /** Hand each over, the oldest first. */
  private async each(): Promise<Going> {
    for (let id = await this.next(); id && !this.stopped; id = await this.next()) {
      const how = await this.there();
      if (how !== "fine") return how;
      const draft = await this.notes.claim(id);
      if (!draft) continue;
      this.post.going(id, "fine");
      const answer = await this.post.send(id, draft);
      this.heard = answer.kind === "done" ? Date.now() : 0;
      if (answer.kind === "done") await this.notes.handed(id);
      else if (answer.kind === "refused") await this.notes.refused(id, draft, answer.sentence || this.post.otherwise());
      else return answer.kind;
    }
    return "fine";
  }

  /** Whether the server is there: asked before a note goes, since one that went may have arrived and is altered no more. */
  private async there(): Promise<Going> {
    // A browser that thinks itself offline may still reach a server on the machine itself: it is asked all the same.
    if (navigator.onLine && Date.now() - this.heard < FRESH) return "fine";
    const how = await this.post.enter();
    this.heard = how === "fine" ? Date.now() : 0;
    return how;
  }

  /** What can be sent now. What comes after another (a note of its visit) waits for that one, as long as it is here. */
  private async next(): Promise<Id | undefined> {
    const { notes } = await this.notes.all();
    const here = new Set(notes.flatMap(({ kept }) => (kept.state === "handed" ? [] : kept.id)));
    const ready = notes.filter(({ kept, draft }) => kept.state === "kept" && draft && !here.has(this.notes.kind.after(draft)));
    return ready.at(-1)?.kept.id;
  }

  private later(): void {
    this.wait = Math.min(this.latest, this.wait ? this.wait * 2 : this.soonest);
    if (!this.stopped) this.timer = setTimeout(() => this.go(), this.wait);
  }
}
