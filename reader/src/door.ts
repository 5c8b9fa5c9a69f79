/** Sending outside the reader: a file piece by piece, a text that was typed. Tried until it is answered. */

import { type Answer, read } from "./api.ts";
import { fresh } from "./acts.ts";
import { say } from "./words.ts";

const PIECE = 1024 * 1024; // bytes, as field/media/arriving.py has it
const [SOONEST, LATEST] = [500, 15_000]; // ms until the next try

/** What the program would not take, in its own words. */
export class NotTaken extends Error {
  constructor(
    readonly status: number,
    readonly sentence: string,
  ) {
    super(sentence);
  }
}

export class Door {
  private readonly root: string;
  private readonly token: string;
  private readonly me: string;

  /** `host` carries data-api, data-csrf and data-me. */
  constructor(host: HTMLElement) {
    ({ api: this.root = "", csrf: this.token = "", me: this.me = "" } = host.dataset as Record<string, string>);
  }

  /** Send until it is answered. Raises `NotTaken`. `waits` is called where it has to be tried again. */
  async send<T>(method: string, path: string, body: object, waits: () => void = () => {}): Promise<T> {
    for (let wait = SOONEST; ; wait = Math.min(LATEST, wait * 2)) {
      const answer = await this.try<T>(method, path, body);
      if (answer.kind === "done") return answer.data;
      if (answer.kind === "refused") throw new NotTaken(answer.status, answer.sentence);
      if (answer.kind === "away") throw new NotTaken(401, say("away"));
      waits();
      await new Promise((again) => setTimeout(again, wait));
    }
  }

  private async try<T>(method: string, path: string, body: object): Promise<Answer<T>> {
    const raw = body instanceof Blob;
    const headers: Record<string, string> = { Accept: "application/json", "X-Firsthand-Member": this.me, "X-CSRFToken": this.token };
    if (!raw) headers["Content-Type"] = "application/json";
    try {
      return await read(await fetch(this.root + path, { method, headers, redirect: "manual", credentials: "same-origin", body: raw ? body : JSON.stringify(body) }));
    } catch {
      return { kind: "lost" };
    }
  }
}

/** A file on its way in: sealed piece by piece as it comes, and nothing of the study yet. */
export class Upload {
  readonly id = fresh();
  /** Fulfilled when all of it is there; rejected with `NotTaken`. */
  readonly done: Promise<void>;
  sent = 0; // of 1
  private stopped = false;

  constructor(
    private readonly door: Door,
    readonly file: File,
    private readonly told: () => void,
  ) {
    this.done = this.send();
    this.done.catch(() => {}); // whoever waits for it hears of it
  }

  /** Give it up. */
  stop(): void {
    this.stopped = true;
    void this.door.send("DELETE", `arrivals/${this.id}`, {}).catch(() => {});
  }

  private async send(): Promise<void> {
    const { file } = this;
    if (!file.size) throw new NotTaken(400, say("file_empty"));
    for (let from = 0; from < file.size && !this.stopped; from += PIECE) {
      const piece = file.slice(from, from + PIECE, file.type); // its type goes along
      await this.door.send("PUT", `arrivals/${this.id}/${from / PIECE}`, piece);
      this.sent = Math.min(1, (from + PIECE) / file.size);
      this.told();
    }
  }
}

/** “43 %” */
export function percent(part: number): string {
  return new Intl.NumberFormat(document.documentElement.lang || "en", { style: "percent" }).format(part);
}
