/** What waits to be sent, kept sealed while it waits: a page that goes away with it has lost nothing. */

import type { Kept } from "./kept.ts";
import type { Act } from "./model.ts";
import type { Refused } from "./refusals.ts";
import type { Id } from "./types.ts";

const A_MOMENT = 250; // ms; what is answered sooner need not be kept

/** What a page leaves behind: acts not yet sent, and what was refused and is not settled. */
export interface Left {
  acts: Act[];
  refused: Refused[];
}

export class Waiting {
  private readonly address: string;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `beginning`: where what a person did to a source waits. Each page has an address of its own below it. */
  constructor(
    private readonly kept: Kept,
    private readonly beginning: string,
    page: Id,
    private readonly now: () => Left,
  ) {
    this.address = beginning + page;
    void navigator.locks?.request(this.address, () => new Promise(() => {})); // as long as this page lives
  }

  /** What waits is another: keep it, soon. */
  changed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.write(), A_MOMENT);
  }

  /** Take up what pages that are gone have left. An act that was sent already happens once. */
  async takeUp(take: (left: Left) => void): Promise<void> {
    const left = await this.kept.waiting(this.beginning);
    for (const [address, said] of left) {
      if (address === this.address || !(await isGone(address))) continue;
      take(JSON.parse(said) as Left);
      await this.write();
      await this.kept.wait(address, "");
    }
  }

  private write(): Promise<void> {
    const now = this.now();
    return this.kept.wait(this.address, now.acts.length || now.refused.length ? JSON.stringify(now) : "");
  }
}

/** Whether the page of an address is no more: nobody holds its lock. */
async function isGone(address: string): Promise<boolean> {
  return (await navigator.locks?.request(address, { ifAvailable: true }, (lock) => !!lock)) ?? true;
}

/** What somebody writes in one place and has not kept: it outlives the page too. */
export class Drafts {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly kept: Kept,
    private readonly address: string,
  ) {}

  async read(): Promise<unknown> {
    const said = (await this.kept.waiting(this.address)).get(this.address);
    return said ? JSON.parse(said) : null;
  }

  /** Soon; with nothing to keep, at once. Fulfilled when nothing is kept any more. */
  async write(draft: unknown): Promise<void> {
    clearTimeout(this.timer);
    if (!draft) return this.kept.wait(this.address, "");
    this.timer = setTimeout(() => void this.kept.wait(this.address, JSON.stringify(draft)), A_MOMENT);
  }
}
