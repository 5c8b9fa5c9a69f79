/** A field note, as the page works with it. */

import { Editor } from "./editor.ts";
import type { Kind, Work } from "./kind.ts";
import { joined } from "./notes.ts";
import { blank, isEmpty, LAYERS, NEW, WITH, type Attached, type Draft, type Field, type Id } from "./types.ts";
import { say } from "./words.ts";

export const NOTE: Kind<Draft> = {
  blank,
  isEmpty,
  first: ({ layers, files }) => LAYERS.map((layer) => layers[layer].trim()).find(Boolean) ?? files[0]?.name ?? "",
  whole: wholeOf,
  files: ({ files }) => files.length,
  after: ({ visit }) => (visit.startsWith(WITH) ? visit.slice(WITH.length) : ""),
};

export function noteWork(study: string): Work<Draft, Field> {
  return {
    kind: NOTE,
    study,
    called: study,
    scope: `/s/${study}/phone/`,
    editor: (pen, notes, kept) => new Editor(pen, notes, kept),
    enter: (server, meant) => server.enter<Field>("field", meant),
    send: async (server, keys, notes, id, draft) => {
      const files = await Promise.all(draft.files.map((file) => notes.file(file)));
      const { type, body } = multipart(JSON.stringify(told(id, draft)), files.map((bytes) => bytes ?? new Uint8Array()));
      return server.send("notes", keys.member!, type, body);
    },
    tells: ({ visit }) => visit === NEW, // which number it has
  };
}

/** All words of a note, layer by layer. */
export function wholeOf({ layers }: Draft): string {
  const written = LAYERS.filter((layer) => layers[layer].trim());
  return written.map((layer) => (written.length > 1 ? `${say(layer)}\n${layers[layer].trim()}` : layers[layer].trim())).join("\n\n");
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
