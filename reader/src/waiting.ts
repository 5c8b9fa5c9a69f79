/** What waits to be sent, kept sealed while it waits: a page that goes away with it has lost nothing. */

import type { Kept } from "./kept.ts";
import type { Act } from "./model.ts";
import type { Id } from "./types.ts";

const A_MOMENT = 250; // ms; what is answered sooner need not be kept

export class Waiting {
  private readonly address: string;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `beginning`: where what a person did to a source waits. Each page has an address of its own below it. */
  constructor(
    private readonly kept: Kept,
    private readonly beginning: string,
    page: Id,
    private readonly queue: readonly Act[],
  ) {
    this.address = beginning + page;
  }

  /** The queue is another: keep it, soon. */
  changed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.write(), A_MOMENT);
  }

  /** Take up what pages before this one left. An act that is sent by two of them happens once. */
  async takeUp(take: (acts: Act[]) => void): Promise<void> {
    const left = await this.kept.waiting(this.beginning);
    left.delete(this.address);
    if (!left.size) return;
    take([...left.values()].flatMap((said) => JSON.parse(said) as Act[]));
    await this.write();
    for (const address of left.keys()) await this.kept.wait(address, "");
  }

  private write(): Promise<void> {
    return this.kept.wait(this.address, this.queue.length ? JSON.stringify(this.queue) : "");
  }
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

  write(draft: unknown): void {
    clearTimeout(this.timer);
    const write = () => void this.kept.wait(this.address, draft ? JSON.stringify(draft) : "");
    if (draft) this.timer = setTimeout(write, A_MOMENT);
    else write();
  }
}
