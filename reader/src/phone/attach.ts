/** Photographs and voice memos: chosen, taken or spoken, sealed piece by piece as they come. */

import { h } from "../dom.ts";
import { Memo } from "./memo.ts";
import type { Notes } from "./notes.ts";
import type { Pen } from "./pen.ts";
import type { Attached, Draft, Id } from "./types.ts";
import { clock, megabytes, say } from "./words.ts";

export const LIMITS = { file: 25 * 1024 * 1024, files: 20, together: 100 * 1024 * 1024 };
const PICTURES = ["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/avif", "image/gif"];

export class Attaching {
  readonly element: HTMLElement;
  private readonly list = h("ul", { class: "lines phone-files", "aria-label": say("attached"), hidden: true });
  private readonly problem = h("p", { class: "field-error", role: "alert", hidden: true });
  private readonly doing = h("p", { class: "small soft", role: "status" });
  private readonly speak = h("button", { type: "button", class: "button", onclick: () => void this.record() }, say("voice"));
  private readonly rows = new Map<Id, HTMLElement>();
  private memo: Memo | null = null; // that is being spoken
  private speaking: Id = "";
  private spoken: Promise<void> = Promise.resolve(); // it is in the note

  constructor(
    private readonly pen: Pen,
    private readonly notes: Notes,
  ) {
    const camera = this.chooser(say("photo"), { accept: "image/*", capture: "environment" });
    const files = this.chooser(say("file"), { accept: "image/*,audio/*", multiple: true });
    const able = "MediaRecorder" in globalThis && !!navigator.mediaDevices;
    this.element = h("section", { class: "phone-attaching", "aria-label": say("attaching") },
      h("div", { class: "row" }, camera, able && this.speak, files), this.problem, this.doing, this.list);
  }

  /** Show what the note in hand has. What is shown already stays as it is: somebody may be listening to it. */
  show(): void {
    const there = this.pen.draft.files.filter(({ id }) => id !== this.speaking);
    const ids = new Set(there.map(({ id }) => id));
    for (const [id, row] of this.rows) if (!ids.has(id)) this.drop(id, row);
    for (const file of there) if (!this.rows.has(file.id)) this.add(file);
    this.list.hidden = !there.length;
  }

  /** Nothing is spoken any more: what was is in the note. */
  async stop(): Promise<void> {
    void this.memo?.stop();
    await this.spoken.catch(() => {});
  }

  private chooser(label: string, props: Record<string, string | boolean>): HTMLElement {
    const input = h("input", { type: "file", class: "unseen", onchange: () => void this.choose(input), ...props });
    return h("label", { class: "button" }, label, input);
  }

  /** What was chosen goes with the note for which it was: that one stays in hand until all of it is sealed. */
  private async choose(input: HTMLInputElement): Promise<void> {
    const chosen = [...(input.files ?? [])];
    this.say("");
    await this.pen.take(async (id, draft) => {
      for (const file of chosen) await this.seal(id, draft, file);
      this.doing.textContent = "";
    });
    input.value = "";
  }

  private async seal(note: Id, draft: Draft, file: File): Promise<void> {
    const type = file.type.split(";")[0];
    const kind = PICTURES.includes(type) ? "photograph" : type.startsWith("audio/") ? "voice memo" : null;
    const wrong = kind ? await this.tooMuch(draft, file.name, file.size) : say("not_kind", { name: file.name });
    if (!kind || wrong) return this.complain(wrong);
    this.doing.textContent = say("sealing", { name: file.name });
    const attached: Attached = { id: crypto.randomUUID(), kind, name: file.name.slice(0, 200), type, size: file.size };
    try {
      await this.notes.addFile(note, attached.id, file);
    } catch {
      await this.notes.dropFile(attached.id).catch(() => {}); // it goes with the pieces of notes that never came down
      return this.complain(say("no_room", { name: file.name }));
    }
    draft.files.push(attached);
    this.pen.changed();
    this.show();
  }

  /** Why a file does not go with a note, or nothing. */
  private async tooMuch({ files }: Draft, name: string, size: number): Promise<string> {
    if (size > LIMITS.file) return say("too_large", { name, size: megabytes(size), most: megabytes(LIMITS.file) });
    if (files.length >= LIMITS.files) return say("too_many", { name, most: LIMITS.files });
    const there = await Promise.all(files.map((file) => this.notes.size(file)));
    const all = there.reduce((sum, one) => sum + one, size);
    return all > LIMITS.together ? say("too_much", { name, most: megabytes(LIMITS.together) }) : "";
  }

  private async record(): Promise<void> {
    if (this.memo) return this.stop();
    this.say("");
    const { id, draft } = this.pen;
    const wrong = await this.tooMuch(draft, say("voice_memo"), 0);
    if (wrong) return this.say(wrong);
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) return this.say(say("no_microphone"));
    if (this.memo || this.pen.id !== id) return stream.getTracks().forEach((track) => track.stop()); // it was asked for another note
    this.spoken = this.hear(id, draft, stream);
    await this.spoken;
  }

  private async hear(note: Id, draft: Draft, stream: MediaStream): Promise<void> {
    const attached: Attached = { id: crypto.randomUUID(), kind: "voice memo", name: "", type: "" };
    const memo = new Memo(stream, async (number, bytes) => {
      await this.notes.addPiece(note, attached.id, number, bytes);
      if (!number) draft.files.push(attached);
      if (!number) this.pen.changed();
    }, LIMITS.file);
    const ending = memo.type === "audio/mp4" ? "m4a" : memo.type.slice(6);
    Object.assign(attached, { name: `${say("voice_memo")} ${clock(Date.now())}.${ending}`, type: memo.type });
    [this.memo, this.speaking] = [memo, attached.id];
    this.speak.textContent = say("voice_end");
    await memo.ended;
    [this.memo, this.speaking] = [null, ""];
    this.speak.textContent = say("voice");
    if (memo.size) attached.size = memo.size;
    if (memo.full) this.say(say(memo.size ? "memo_ends" : "no_room", { name: attached.name }));
    if (memo.size) this.pen.changed();
    this.show();
  }

  private add(file: Attached): void {
    const look = h("button", { type: "button", class: "button button-quiet", onclick: () => void this.open(file, row) }, say(file.kind === "photograph" ? "look" : "listen"));
    const off = h("button", { type: "button", class: "button button-quiet", onclick: () => void this.takeOff(file) }, say("take_off"), h("span", { class: "unseen" }, ` ${file.name}`));
    const large = h("small", { class: "soft" });
    const row = h("li", {}, h("div", { class: "row row-apart" }, h("span", { class: "phone-name" }, file.name, large), h("span", { class: "row" }, look, off)));
    void this.notes.size(file).then((size) => (large.textContent = ` ${megabytes(size)}`));
    this.rows.set(file.id, row);
    this.list.append(row);
  }

  private drop(id: Id, row: HTMLElement): void {
    for (const { src } of row.querySelectorAll<HTMLImageElement | HTMLAudioElement>("img, audio")) URL.revokeObjectURL(src);
    row.remove();
    this.rows.delete(id);
  }

  private async open(file: Attached, row: HTMLElement): Promise<void> {
    const bytes = await this.notes.file(file);
    if (!bytes || row.querySelector("img, audio")) return;
    const address = URL.createObjectURL(new Blob([bytes], { type: file.type }));
    row.append(file.kind === "photograph" ? h("img", { src: address, alt: file.name, class: "phone-picture" }) : h("audio", { src: address, controls: true, "aria-label": file.name }));
  }

  private async takeOff({ id }: { id: Id }): Promise<void> {
    this.pen.draft.files = this.pen.draft.files.filter((file) => file.id !== id);
    this.pen.changed();
    this.show();
    await this.pen.rest();
    await this.notes.dropFile(id);
  }

  /** One more thing that did not go, beside what was said of others that were chosen with it. */
  private complain(sentence: string): void {
    this.say([this.problem.textContent, sentence].filter(Boolean).join(" "));
  }

  private say(sentence: string): void {
    this.problem.textContent = sentence;
    this.problem.hidden = !sentence;
  }
}
