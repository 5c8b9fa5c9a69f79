/** Photographs and voice memos: chosen, taken or spoken, sealed piece by piece as they come. */

import { h } from "../dom.ts";
import type { Notes } from "./notes.ts";
import type { Pen } from "./pen.ts";
import type { Attached, Id } from "./types.ts";
import { clock, megabytes, say } from "./words.ts";

export const LIMITS = { file: 25 * 1024 * 1024, files: 20, together: 100 * 1024 * 1024 };
const PICTURES = ["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/avif", "image/gif"];
const SPOKEN = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const RATE = 32_000; // bits a second: speech

export class Attaching {
  readonly element: HTMLElement;
  private readonly list = h("ul", { class: "lines phone-files", "aria-label": say("attached") });
  private readonly problem = h("p", { class: "field-error", role: "alert", hidden: true });
  private readonly speak = h("button", { type: "button", class: "button", onclick: () => void this.record() }, say("voice"));
  private recording: MediaRecorder | null = null;
  private down: Promise<void> = Promise.resolve(); // what was spoken, when it is sealed
  private readonly shown: string[] = []; // addresses that this page made for looking and listening

  constructor(
    private readonly pen: Pen,
    private readonly notes: Notes,
  ) {
    const camera = this.chooser(say("photo"), { accept: "image/*", capture: "environment" });
    const files = this.chooser(say("file"), { accept: "image/*,audio/*", multiple: true });
    const able = "MediaRecorder" in globalThis && !!navigator.mediaDevices;
    this.element = h("section", { class: "phone-attaching", "aria-label": say("attaching") },
      h("div", { class: "row" }, camera, able && this.speak, files), this.problem, this.list);
  }

  /** Show what the note in hand has. */
  async show(): Promise<void> {
    for (const address of this.shown.splice(0)) URL.revokeObjectURL(address);
    const rows = await Promise.all(this.pen.draft.files.map((file) => this.row(file)));
    this.list.replaceChildren(...rows);
    this.list.hidden = !rows.length;
  }

  /** Nothing is spoken any more: what was is in the note. */
  async stop(): Promise<void> {
    const ended = this.recording && new Promise((done) => this.recording!.addEventListener("stop", done, { once: true }));
    this.recording?.stop();
    await ended;
    await this.down.catch(() => {});
  }

  private chooser(label: string, props: Record<string, string | boolean>): HTMLElement {
    const input = h("input", { type: "file", class: "unseen", onchange: () => void this.choose(input), ...props });
    return h("label", { class: "button" }, label, input);
  }

  private async choose(input: HTMLInputElement): Promise<void> {
    const chosen = [...(input.files ?? [])];
    this.say("");
    for (const file of chosen) await this.add(file);
    input.value = "";
    await this.show();
  }

  private async add(file: File): Promise<void> {
    const { draft, id } = this.pen;
    const type = file.type.split(";")[0];
    const kind = PICTURES.includes(type) ? "photograph" : type.startsWith("audio/") ? "voice memo" : null;
    if (!kind) return this.say(say("not_kind", { name: file.name }));
    const wrong = await this.tooMuch(file.name, file.size);
    if (wrong) return this.say(wrong);
    const attached: Attached = { id: crypto.randomUUID(), kind, name: file.name.slice(0, 200), type };
    try {
      await this.notes.addFile(id, attached.id, file);
    } catch {
      await this.notes.dropFile(attached.id);
      return this.say(say("no_room", { name: file.name }));
    }
    draft.files.push(attached);
    this.pen.changed();
  }

  /** Why a file does not go with this note, or nothing. */
  private async tooMuch(name: string, size: number): Promise<string> {
    const there = await Promise.all(this.pen.draft.files.map(({ id }) => this.notes.size(id)));
    if (size > LIMITS.file) return say("too_large", { name, size: megabytes(size), most: megabytes(LIMITS.file) });
    if (there.length >= LIMITS.files) return say("too_many", { name, most: LIMITS.files });
    const all = there.reduce((sum, one) => sum + one, size);
    return all > LIMITS.together ? say("too_much", { name, most: megabytes(LIMITS.together) }) : "";
  }

  private async record(): Promise<void> {
    if (this.recording) return this.stop();
    this.say("");
    const wrong = await this.tooMuch(say("voice_memo"), 0);
    if (wrong) return this.say(wrong);
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) return this.say(say("no_microphone"));
    const mimeType = SPOKEN.find((type) => MediaRecorder.isTypeSupported(type));
    this.recording = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: RATE });
    this.hear(this.recording, stream);
  }

  /** What is spoken goes down each second: a call that ends the page costs no more than one. */
  private hear(recorder: MediaRecorder, stream: MediaStream): void {
    const { id: note, draft } = this.pen;
    const type = recorder.mimeType.split(";")[0] || "audio/webm";
    const name = `${say("voice_memo")} ${clock(Date.now())}.${type === "audio/mp4" ? "m4a" : type.slice(6)}`;
    const attached: Attached = { id: crypto.randomUUID(), kind: "voice memo", name, type };
    let [pieces, size] = [0, 0];
    this.down = Promise.resolve();
    recorder.ondataavailable = ({ data }) => {
      if (!data.size) return;
      const number = pieces++;
      size += data.size;
      if (!number) draft.files.push(attached);
      this.down = this.down.then(async () => this.notes.addPiece(note, attached.id, number, new Uint8Array(await data.arrayBuffer())));
      if (!number) this.pen.changed();
      if (size > LIMITS.file - RATE) recorder.stop();
    };
    recorder.onstop = () => {
      this.recording = null;
      this.speak.textContent = say("voice");
      for (const track of stream.getTracks()) track.stop();
      void this.down.then(() => this.show(), () => this.say(say("no_room", { name })));
    };
    recorder.start(1000);
    this.speak.textContent = say("voice_end");
  }

  private async row(file: Attached): Promise<HTMLElement> {
    const size = await this.notes.size(file.id);
    const look = h("button", { type: "button", class: "button button-quiet", onclick: () => void this.open(file, row) }, say(file.kind === "photograph" ? "look" : "listen"));
    const off = h("button", { type: "button", class: "button button-quiet", onclick: () => void this.takeOff(file) }, say("take_off"), h("span", { class: "unseen" }, ` ${file.name}`));
    const row = h("li", {}, h("div", { class: "row row-apart" }, h("span", { class: "phone-name" }, file.name, h("small", { class: "soft" }, ` ${megabytes(size)}`)), h("span", { class: "row" }, look, off)));
    return row;
  }

  private async open(file: Attached, row: HTMLElement): Promise<void> {
    const bytes = await this.notes.file(file);
    if (!bytes || row.querySelector("img, audio")) return;
    const address = URL.createObjectURL(new Blob([bytes], { type: file.type }));
    this.shown.push(address);
    row.append(file.kind === "photograph" ? h("img", { src: address, alt: file.name, class: "phone-picture" }) : h("audio", { src: address, controls: true, "aria-label": file.name }));
  }

  private async takeOff({ id }: { id: Id }): Promise<void> {
    this.pen.draft.files = this.pen.draft.files.filter((file) => file.id !== id);
    this.pen.changed();
    await this.pen.rest();
    await this.notes.dropFile(id);
    await this.show();
  }

  private say(sentence: string): void {
    this.problem.textContent = sentence;
    this.problem.hidden = !sentence;
  }
}
