/** The three questions of this page. */

import { read, tokenIn, type Answer } from "../api.ts";
import type { Block, Candidate, Written } from "./types.ts";

const PATIENCE = 15_000;

export interface Sent {
  act_id: string;
  title: string;
  style: string;
  blocks: Block[];
  version: number;
}

export class Server {
  constructor(
    private readonly root: string,
    private readonly document: string,
    private readonly me: string,
    private token: string,
  ) {}

  open(): Promise<Answer<{ document: Written }>> {
    return this.ask("GET", `documents/${this.document}`);
  }

  save(sent: Sent): Promise<Answer<{ document: Written }>> {
    return this.ask("PATCH", `documents/${this.document}`, sent);
  }

  find(words: string, kinds: string[]): Promise<Answer<{ found: Candidate[] }>> {
    return this.ask("POST", "documents/find", { words, kinds });
  }

  /** After signing in again in another tab the token is another: the page itself has the new one. */
  async freshToken(): Promise<void> {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      this.token = tokenIn(await answer.text()) ?? this.token;
    } catch {
      /* then the next try says so */
    }
  }

  private async ask<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const headers: Record<string, string> = { Accept: "application/json", "X-Firsthand-Member": this.me };
    if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": this.token });
    try {
      const answer = await fetch(this.root + path, {
        method, headers, redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE),
        body: body ? JSON.stringify(body) : undefined,
      });
      return read(answer);
    } catch {
      return { kind: "lost" };
    }
  }
}
