/** Saving by itself: a moment after one stops, one thing at a time, and again until it is answered. */

import type { Answer } from "../api.ts";
import type { Sent } from "./server.ts";
import type { Written } from "./types.ts";

export type State = "saved" | "unsaved" | "saving" | "lost" | "away" | "refused" | "clash";

export interface Desk {
  /** What stands in the page. */
  now(): Omit<Sent, "act_id" | "version">;
  /** What came back, when it was saved. */
  saved(written: Written): void;
  said(state: State, sentence?: string): void;
}

interface Post {
  save(sent: Sent): Promise<Answer<{ document: Written }>>;
  freshToken(): Promise<void>;
}

const QUIET = 1_500; // ms without a change
const AGAIN = [2_000, 5_000, 15_000, 30_000];

export class Saving {
  private sent: Sent | null = null; // on its way, or to be tried again as it is: it may have arrived
  private busy = false;
  private changed = false;
  private halted = false; // somebody has to decide
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly post: Post,
    private readonly desk: Desk,
    private version: number,
    private readonly quiet = QUIET,
  ) {}

  /** Whether something here is nowhere else. */
  get open(): boolean {
    return this.changed || this.sent !== null;
  }

  touch(): void {
    this.changed = true;
    if (this.halted) return;
    if (!this.busy && !this.tries) this.desk.said("unsaved");
    if (!this.tries) this.later(this.quiet);
  }

  /** Now: Ctrl+S, or a decision. */
  go(): void {
    clearTimeout(this.timer);
    if (!this.busy && !this.halted) void this.send();
  }

  /** Go on from this version: what stands here takes its place, or was taken from it. */
  resume(version: number, mine: boolean): void {
    this.version = version;
    this.halted = false;
    this.sent = null;
    this.changed = mine;
    if (mine) this.go();
    else this.desk.said("saved");
  }

  private later(after: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), after);
  }

  private async send(): Promise<void> {
    if (!this.sent) {
      if (!this.changed) return this.desk.said("saved");
      this.changed = false;
      this.sent = { act_id: crypto.randomUUID(), version: this.version, ...this.desk.now() };
    }
    this.busy = true;
    if (!this.tries) this.desk.said("saving");
    const answer = await this.post.save(this.sent);
    this.busy = false;
    if (answer.kind === "done") return this.done(answer.data.document);
    if (answer.kind === "refused") return this.refused(answer.status, answer.sentence);
    if (answer.kind === "away") await this.post.freshToken();
    this.desk.said(answer.kind);
    this.later(AGAIN[Math.min(this.tries++, AGAIN.length - 1)]);
  }

  private done(written: Written): void {
    this.sent = null;
    this.tries = 0;
    this.version = written.version;
    this.desk.saved(written);
    this.desk.said(this.changed ? "unsaved" : "saved");
    if (this.changed) this.later(this.quiet);
  }

  private refused(status: number, sentence: string): void {
    this.sent = null;
    this.tries = 0;
    this.changed = true;
    this.halted = status === 409;
    this.desk.said(status === 409 ? "clash" : "refused", sentence);
  }
}
