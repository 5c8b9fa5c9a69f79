/** Talking to the program: who is here and what it tells them, and handing over. */

import { read, type Answer } from "../api.ts";
import type { Entering, Id, Told } from "./types.ts";

const PATIENCE = 20_000;
const SLOWEST = 20; // bytes a millisecond of a file on its way

export class Server {
  /** The session's token; it comes with what is told on entering. */
  private token = "";

  /** `root`: `/api/s/<study>/`; `here`: the address of this page. */
  constructor(private readonly root: string, private readonly here: string) {}

  /** Who is here, their key, and what they need here. `meant`: whom this page belongs to already. */
  async enter<T extends Told>(path: string, meant: Id | null): Promise<Answer<T & Entering>> {
    const answer = await this.ask<T & Entering>(this.root + path, { headers: meant ? { "X-Firsthand-Member": meant } : {} }, PATIENCE);
    if (answer.kind === "done") this.token = answer.data.token;
    return answer;
  }

  /** Hand something over. It has an id of its own in it. */
  send(path: string, member: Id, type: string, body: Uint8Array<ArrayBuffer>): Promise<Answer<object>> {
    const headers = { "Content-Type": type, "X-CSRFToken": this.token, "X-Firsthand-Member": member };
    return this.ask(this.root + path, { method: "POST", headers, body }, PATIENCE + body.length / SLOWEST);
  }

  /** End the session. `everything`: the browser may let go of all it keeps of this program. */
  async leave(everything: boolean): Promise<boolean> {
    const headers = { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": this.token };
    const answer = await this.ask(`${this.here}leave/`, { method: "POST", headers, body: everything ? "everything=yes" : "" }, PATIENCE);
    return answer.kind === "done";
  }

  private async ask<T>(address: string, how: RequestInit, patience: number): Promise<Answer<T>> {
    try {
      const headers = { Accept: "application/json", ...how.headers };
      const asked = fetch(address, { ...how, headers, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(patience) });
      const answer = await read<T>(await asked);
      // Refused without a word, but for being too much: that was not our program, or not for us.
      return answer.kind === "refused" && !answer.sentence && ![400, 413].includes(answer.status) ? { kind: "away" } : answer;
    } catch {
      return { kind: "lost" };
    }
  }
}
