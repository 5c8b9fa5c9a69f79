/** Talking to the program. A write is tried until it is answered, each time with the same act_id, so it happens once. */

import type { Kept } from "./kept.ts";
import type { Act, Model } from "./model.ts";
import type { ActAnswer, Beside, CodingsAnswer, Elsewhere, FeedAnswer, Found, Id, TextAnswer, Thing } from "./types.ts";

export type Answer<T> =
  | { kind: "done"; data: T }
  | { kind: "refused"; status: number; sentence: string }
  | { kind: "away" } // signed out: what waits is kept
  | { kind: "lost" }; // no connection, or the program is down

/** As of which entry of the trail. */
export interface AsOf {
  entry: number;
  /** A sign of what is seen up to that entry: another one where something was taken from who asks, or given back. */
  seen?: string;
}

export const PATIENCE = 15_000;

export class Api {
  constructor(
    private readonly root: string,
    private readonly source: Id,
    private token: string,
    private readonly me: Id,
    private readonly kept: Kept,
  ) {}

  text(): Promise<Answer<TextAnswer>> {
    return this.askKept(`sources/${this.source}/text`);
  }

  codings(): Promise<Answer<CodingsAnswer & AsOf>> {
    return this.askKept(`sources/${this.source}/codings`);
  }

  beside(): Promise<Answer<Beside & AsOf>> {
    return this.ask("GET", `sources/${this.source}/beside`);
  }

  /** What a rule finds. */
  look(rule: object): Promise<Answer<Found>> {
    return this.ask("POST", `sources/${this.source}/autocode`, rule);
  }

  autocode(wanted: object): Promise<Answer<AsOf>> {
    return this.ask("POST", "autocode", wanted);
  }

  /** What a memo may link, by name. */
  things(): Promise<Answer<{ things: Thing[] }>> {
    return this.ask("GET", "things");
  }

  /** Excerpts of a code over the study, this source's first. */
  excerpts(code: Id, start: number): Promise<Answer<{ total: number; excerpts: Elsewhere[] }>> {
    return this.ask("GET", `codes/${code}/excerpts?source=${this.source}&start=${start}`);
  }

  changeMemo(memo: Id, changed: object): Promise<Answer<ActAnswer>> {
    return this.ask("PATCH", `memos/${memo}`, changed);
  }

  /** What changed after an entry; held for `wait` seconds until something did, or others are here than `who` says. */
  feed({ entry, seen = "" }: AsOf, wait = 0, who = "", signal?: AbortSignal): Promise<Answer<FeedAnswer>> {
    const held = wait ? `&wait=${wait}` : "";
    return this.ask("GET", `sources/${this.source}/feed?since=${entry}${held}&who=${who}&seen=${seen}`, undefined, signal);
  }

  /** Send one act. Ids that waited are given as the program knows them. */
  send(act: Act, real: (id: Id) => Id): Promise<Answer<ActAnswer>> {
    const act_id = act.act;
    if (act.kind === "apply") {
      const { version, path, start, end, standpoint, stance } = act;
      const what = path ? { path } : { code: real(act.code) };
      const said = { ...(standpoint && { standpoint }), ...(stance && { stance }) };
      return this.ask("POST", `sources/${this.source}/codings`, { act_id, version, ...what, start, end, ...said });
    }
    if (act.kind === "change") {
      const patch = act.patch.code ? { ...act.patch, code: real(act.patch.code) } : act.patch;
      const of = act.patch.start === undefined ? {} : { version: act.version }; // places are places of a text
      return this.ask("PATCH", `codings/${real(act.coding)}`, { act_id, ...patch, ...of });
    }
    if (act.kind === "remove") return this.ask("DELETE", `codings/${real(act.coding)}`, { act_id });
    if (act.kind === "mark") {
      const { version, what, label, start, end } = act;
      const said = { act_id, version, start, end, ...(what === "answer" && { question: label }) };
      return this.ask("POST", `sources/${this.source}/${what}s`, said);
    }
    if (act.kind === "unmark") return this.ask("DELETE", `${act.what}s/${real(act.mark)}`, { act_id });
    if (act.kind === "memo") {
      const about = act.memo.about.map(({ table, row }) => ({ table, row: real(row) }));
      return this.ask("POST", "memos", { act_id, ...act.memo, about });
    }
    return this.ask("POST", act.kind, { act_id, ...(act.of && { of: act.of }) });
  }

  /** After signing in again in another tab the token is another: the page itself has the new one. */
  async freshToken(): Promise<boolean> {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const token = tokenIn(await answer.text());
      if (!token) return false;
      this.token = token;
      return true;
    } catch {
      return false;
    }
  }

  private async ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer<T>> {
    const answer = await this.fetch(method, path, body, {}, signal);
    return answer ? read(answer) : { kind: "lost" };
  }

  /** Ask for what this browser may have already: then nothing travels but the question. */
  private async askKept<T extends object>(path: string, anew = false): Promise<Answer<T & AsOf>> {
    const address = this.root + path;
    const copy = anew ? null : await this.kept.copy(address);
    const opened = copy?.open(); // while the question travels
    const answer = await this.fetch("GET", path, undefined, copy ? { "If-None-Match": copy.tag } : {});
    if (!answer) return { kind: "lost" };
    if (answer.status !== 304 && (!answer.ok || !isJson(answer))) return read(answer);
    const said = answer.ok ? await answer.text().catch(() => null) : await opened;
    if (!said) return answer.ok ? { kind: "lost" } : this.askKept(path, true);
    const tag = answer.headers.get("ETag");
    if (answer.ok && tag) setTimeout(() => void this.kept.keep(address, tag, said), 2000); // not while the page is made
    const { headers } = answer;
    return { kind: "done", data: { ...(JSON.parse(said) as T), entry: Number(headers.get("X-Firsthand-Entry")), seen: headers.get("X-Firsthand-Seen") ?? "" } };
  }

  private async fetch(
    method: string, path: string, body?: unknown, more: Record<string, string> = {}, signal?: AbortSignal,
  ): Promise<Response | null> {
    const headers: Record<string, string> = { Accept: "application/json", "X-Firsthand-Member": this.me, ...more };
    if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": this.token });
    try {
      return await fetch(this.root + path, {
        method, headers, redirect: "manual", credentials: "same-origin", signal: signal ?? AbortSignal.timeout(PATIENCE),
        body: body ? JSON.stringify(body) : undefined,
      });
    } catch {
      return null;
    }
  }
}

/** What an answer means. */
export async function read<T>(answer: Response): Promise<Answer<T>> {
  if (answer.type === "opaqueredirect" || answer.status === 401) return { kind: "away" };
  if (answer.status >= 500 || answer.status === 429) return { kind: "lost" };
  const said = isJson(answer) ? await answer.json().catch(() => null) : undefined;
  if (said === null) return { kind: "lost" }; // the answer broke off
  if (answer.ok) return said === undefined ? { kind: "away" } : { kind: "done", data: said as T };
  const { sentence = "" } = (said ?? {}) as { sentence?: string };
  if (answer.status === 403 && (!sentence || answer.headers.has("X-Firsthand-Stale"))) return { kind: "away" }; // the page's token
  return { kind: "refused", status: answer.status, sentence };
}

function isJson(answer: Response): boolean {
  return !!answer.headers.get("Content-Type")?.includes("json");
}

export interface Post {
  done(act: Act, answer: ActAnswer): void;
  refused(act: Act, status: number, sentence: string): void;
  state(state: "fine" | "lost" | "away"): void;
}

/** Sends what waits, in order, one at a time. */
export class Sender {
  private busy = false;
  private wait = 0;
  private stale = false; // whether the token may be no longer good
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly api: Pick<Api, "send" | "freshToken">,
    private readonly model: Model,
    private readonly post: Post,
    private readonly soonest = 400,
  ) {}

  /** Go on now, whatever the waiting time. */
  go(): void {
    clearTimeout(this.timer);
    if (!this.busy) void this.pump();
  }

  private async pump(): Promise<void> {
    this.busy = true;
    if (this.stale) this.stale = !(await this.api.freshToken());
    while (this.model.queue.length) {
      const act = this.model.queue[0];
      act.tried = true;
      const answer = await this.api.send(act, (id) => this.model.real(id));
      if (!this.model.queue.includes(act)) continue;
      if (answer.kind === "done") this.post.done(act, answer.data);
      else if (answer.kind === "refused") this.post.refused(act, answer.status, answer.sentence);
      else {
        this.busy = false;
        return this.later(answer.kind);
      }
      this.wait = 0;
      this.post.state("fine");
    }
    this.busy = false;
  }

  private later(why: "lost" | "away"): void {
    this.wait = Math.min(15_000, this.wait ? this.wait * 1.7 : this.soonest);
    this.stale ||= why === "away";
    this.timer = setTimeout(() => this.go(), this.wait);
    this.post.state(why);
  }
}

/** The token for writing that a page of ours holds. It is letters and digits, so no markup has to be read for it. */
export function tokenIn(page: string): string | null {
  return /\sdata-csrf="([A-Za-z0-9]{32,128})"/.exec(page)?.[1] ?? null;
}
