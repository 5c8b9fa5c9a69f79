/** Talking to the program: what it tells for the field, and handing a note over. */

import { read, type Answer } from "../api.ts";
import { joined } from "./notes.ts";
import { NEW, WITH, type Attached, type Draft, type Entered, type Id } from "./types.ts";

const PATIENCE = 20_000;
const SLOWEST = 20; // bytes a millisecond of a file on its way

export class Server {
  /** The session's token; it comes with what is told for the field. */
  private token = "";

  /** `root`: `/api/s/<study>/`; `here`: the address of this page. */
  constructor(private readonly root: string, private readonly here: string) {}

  /** Who is here, the drafts' key, and what one needs of the study. `meant`: whom this page belongs to already. */
  async field(meant: Id | null): Promise<Answer<Entered>> {
    const answer = await this.ask<Entered>(`${this.root}field`, { headers: meant ? { "X-Firsthand-Member": meant } : {} }, PATIENCE);
    if (answer.kind === "done") this.token = answer.data.token;
    return answer;
  }

  /** Hand a note over, under its own id. */
  handOver(member: Id, id: Id, draft: Draft, files: Uint8Array<ArrayBuffer>[]): Promise<Answer<object>> {
    const { type, body } = multipart(JSON.stringify(told(id, draft)), files);
    const headers = { "Content-Type": type, "X-CSRFToken": this.token, "X-Firsthand-Member": member };
    return this.ask(`${this.root}notes`, { method: "POST", headers, body }, PATIENCE + body.length / SLOWEST);
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

/** A note as the server reads it. */
export function told(id: Id, draft: Draft): object {
  const { layers, share, visit, newVisit, files, day, written } = draft;
  const attached = files.map(({ kind, name, type }: Attached) => ({ kind, name, type }));
  const note = { act_id: id, layers, share, attached, day, written };
  if (visit === NEW) return { ...note, new_visit: newVisit };
  if (visit.startsWith(WITH)) return { ...note, visit_of: visit.slice(WITH.length) };
  return visit ? { ...note, visit } : note;
}

/** A form with a note and its files. Made of bytes and not of blobs: those a browser may put on the disk as they are. */
export function multipart(note: string, files: Uint8Array<ArrayBuffer>[]): { type: string; body: Uint8Array<ArrayBuffer> } {
  const boundary = `note-${crypto.randomUUID()}`;
  const text = (said: string) => new TextEncoder().encode(said);
  const parts = [text(`--${boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\n${note}\r\n`)];
  files.forEach((bytes, place) => {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="${place}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
    parts.push(text(head), bytes, text("\r\n"));
  });
  parts.push(text(`--${boundary}--\r\n`));
  return { type: `multipart/form-data; boundary=${boundary}`, body: joined(parts) };
}
