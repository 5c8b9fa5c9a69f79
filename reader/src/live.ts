/** Asks for what others did: about every 0.8 s while the page is seen, seldom while it is not, more slowly while offline. */

import type { Api } from "./api.ts";
import type { FeedAnswer } from "./types.ts";

const OFTEN = 800;
const SELDOM = 15_000;

export class Live {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = false;
  private misses = 0;
  private again = false;

  constructor(
    private readonly api: Pick<Api, "feed">,
    private readonly entry: () => number,
    private readonly told: (answer: FeedAnswer) => void,
    private readonly state: (state: "fine" | "lost" | "away") => void,
    private readonly refused: (sentence: string) => void,
  ) {
    document.addEventListener("visibilitychange", () => this.soon());
    addEventListener("online", () => this.soon());
  }

  /** Ask at once. */
  soon(): void {
    if (this.asking) this.again = true;
    else void this.ask();
  }

  private async ask(): Promise<void> {
    clearTimeout(this.timer);
    this.asking = true;
    const answer = await this.api.feed(this.entry());
    this.asking = false;
    this.misses = answer.kind === "done" ? 0 : this.misses + 1;
    if (answer.kind === "done") this.told(answer.data);
    this.state(answer.kind === "done" || answer.kind === "refused" ? "fine" : answer.kind);
    if (answer.kind === "refused") return this.refused(answer.sentence); // the source is gone, or not for me any more
    const again = this.again && answer.kind === "done";
    this.again = false;
    this.timer = setTimeout(() => void this.ask(), again ? 0 : this.pause());
  }

  private pause(): number {
    if (document.hidden) return SELDOM;
    return Math.min(SELDOM, OFTEN * 1.7 ** this.misses);
  }
}
