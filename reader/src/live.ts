/**
 * Asks for what others did. Where the server can hold a question until there is news, it does, while the page is seen; elsewhere
 * it is asked about every 0.8 s. Seldom while the page is not seen, more slowly (and not all at once) while offline.
 */

import { type Api, type AsOf, PATIENCE } from "./api.ts";
import type { FeedAnswer } from "./types.ts";

const OFTEN = 800;
const SELDOM = 15_000;

export class Live {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | undefined;
  private held = false; // whether what is asked just now is held
  private letGo = false; // and was let go
  private misses = 0;
  private again = false;
  private waits = 0; // for how many seconds the server holds a question; it says so itself
  private who = ""; // a sign of who is here, as it was said last

  constructor(
    private readonly api: Pick<Api, "feed">,
    private readonly now: () => AsOf,
    private readonly told: (answer: FeedAnswer, since: number) => void,
    private readonly state: (state: "fine" | "lost" | "away") => void,
    private readonly refused: (sentence: string) => void,
  ) {
    document.addEventListener("visibilitychange", () => this.soon());
    addEventListener("online", () => this.soon());
  }

  /** Ask at once. A question that is held is let go: a browser has few connections, and what it asked for is old. */
  soon(): void {
    if (!this.asking) return void this.ask();
    this.again = true;
    if (!this.held) return;
    this.letGo = true;
    this.asking.abort();
  }

  private async ask(): Promise<void> {
    clearTimeout(this.timer);
    const asking = (this.asking = new AbortController());
    const { entry: since, seen } = this.now();
    const wait = document.hidden || this.misses ? 0 : this.waits;
    const begun = performance.now();
    const late = setTimeout(() => asking.abort(), PATIENCE + wait * 1000);
    this.held = wait > 0;
    this.letGo = false;
    const answer = await this.api.feed({ entry: since, seen }, wait, this.who, asking.signal);
    clearTimeout(late);
    this.asking = undefined;
    if (this.letGo && answer.kind === "lost") return this.next(0);
    this.misses = answer.kind === "done" ? 0 : this.misses + 1;
    let news = false; // or as good as that: a server that stops holds nothing
    if (answer.kind === "done") {
      const { entry, who = "", waits = 0 } = answer.data;
      news = entry !== since || who !== this.who || (wait > 0 && performance.now() - begun < OFTEN);
      Object.assign(this, { who, waits });
      this.told(answer.data, since);
    }
    this.state(answer.kind === "done" || answer.kind === "refused" ? "fine" : answer.kind);
    if (answer.kind === "refused") return this.refused(answer.sentence); // the source is gone, or not for me any more
    this.next(this.again && answer.kind === "done" ? 0 : this.pause(news));
  }

  private next(pause: number): void {
    this.again = false;
    this.timer = setTimeout(() => void this.ask(), pause);
  }

  private pause(news: boolean): number {
    if (document.hidden) return SELDOM;
    if (this.misses) return Math.min(SELDOM, OFTEN * 1.7 ** this.misses) * (0.7 + 0.6 * Math.random()); // not all at once
    return this.waits && !news ? 0 : OFTEN; // what comes one upon the other is told together
  }
}
