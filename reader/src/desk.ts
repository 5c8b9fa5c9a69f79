/** Type along: a player above, the words below, and keys for both hands. What is typed is kept sealed while one types. */

import { fresh } from "./acts.ts";
import { button, h, onceAFrame } from "./dom.ts";
import { Door, NotTaken, percent, Upload } from "./door.ts";
import { Kept } from "./kept.ts";
import { type Command, Keys, pretty } from "./keys.ts";
import { tableOfKeys } from "./panels.ts";
import { Playbar, ticked } from "./playbar.ts";
import { JUMP, type Recording, Sound } from "./sound.ts";
import { Speakers } from "./speakers.ts";
import { clock } from "./structure.ts";
import { stamp, stampsIn } from "./times.ts";
import { Drafts } from "./waiting.ts";
import { say } from "./words.ts";

const A_MOMENT = 500; // ms between a letter and its draft
const MOST = 500; // times in the list

interface Draft {
  text: string;
  title: string;
  speakers: string[];
  version: string; // of the text that was looked at last
  over?: string; // and of the one that was typed over
  at: number; // how far one has listened
}

export class Desk {
  private readonly door: Door;
  private readonly sound: Sound;
  private readonly text: HTMLTextAreaElement;
  private readonly title: HTMLInputElement | null;
  private readonly version: HTMLInputElement | null;
  private readonly over: HTMLInputElement | null;
  private readonly drafts: Drafts;
  private readonly speakers: Speakers;
  private readonly keys: Keys;
  private readonly said = h("p", { role: "status", class: "desk-said small" });
  private readonly times = h("ol", { class: "plain desk-times" });
  private upload: Upload | null = null;
  private draft: Draft | null = null;
  private sent = { act_id: "", what: "" };

  constructor(private readonly form: HTMLFormElement) {
    const { me = "", api = "", source = "", keep } = form.dataset;
    delete form.dataset.keep;
    this.door = new Door(form);
    this.sound = new Sound(me);
    this.text = form.querySelector<HTMLTextAreaElement>("textarea")!;
    this.title = form.querySelector<HTMLInputElement>("input[name=title]");
    this.version = form.querySelector<HTMLInputElement>("input[name=version]");
    this.over = form.querySelector<HTMLInputElement>("input[name=over]");
    this.drafts = new Drafts(new Kept(keep), `${api}typed/draft/${me}/${source || "new"}`);
    this.speakers = new Speakers(JSON.parse(form.dataset.speakers ?? "[]") as string[], (label) => this.insertSpeaker(label), () => this.keepDraftSoon());
    this.keys = new Keys(this.commands(), form, "firsthand-desk-keys");
    this.build(JSON.parse(form.dataset.recordings ?? "[]") as Recording[]);
    void this.takeUp();
  }

  private build(recordings: Recording[]): void {
    const stamps = ticked("with_times", this.sound.habits.stamps, (on) => this.sound.set({ stamps: on }));
    const bar = new Playbar(this.sound, recordings, stamps.element);
    const keys = { shown: (id: string) => pretty(this.keys.keysOf(this.keys.commands.find((one) => one.id === id)!)[0] ?? "") };
    bar.element.querySelector(".player-more")!.before(button(say("insert_time"), () => this.insert(`${stamp(this.sound.now)} `), { "data-command": "stamp" }));
    bar.wearKeys(keys);
    const field = this.text.closest(".field")!;
    const side = h("div", { class: "desk-side flow" }, this.speakers.element,
      h("section", { class: "flow", "aria-label": say("times_here") }, h("h2", { class: "small" }, say("times_here")), this.times), this.keyTable());
    const player = h("div", { class: "desk-player" }, bar.element, this.said);
    field.before(player);
    const work = h("div", { class: "desk-work" });
    field.replaceWith(work);
    work.append(field, side);
    this.form.append(this.form.querySelector(".desk-keep")!);
    this.speakers.wearKeys(keys);
    if (recordings.length) this.sound.listen(recordings[0]);
    this.watch();
    this.showTimes();
    this.text.classList.add("desk-text");
    this.form.dataset.ready = "";
  }

  private watch(): void {
    const shown = onceAFrame(() => this.showTimes());
    this.text.addEventListener("input", () => {
      this.keepDraftSoon();
      shown();
    });
    this.title?.addEventListener("input", () => this.keepDraftSoon());
    document.addEventListener("visibilitychange", () => document.hidden && this.keepDraft());
    const file = this.form.querySelector<HTMLInputElement>("input[type=file]");
    file?.addEventListener("change", () => file.files?.[0] && this.take(file.files[0]));
    if (file) this.takeDropped(file);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.keep();
    });
    addEventListener("beforeunload", (event) => this.upload && this.upload.sent < 1 && event.preventDefault());
  }

  private commands(): Command[] {
    const { sound } = this;
    const always = { everywhere: true, writing: true, group: "listen" } as const;
    const types = { ...always, group: "type" } as const;
    const labels = [...Array(9).keys()].map((index): Command => ({
      ...types, id: `speaker-${index + 1}`, says: "key_speaker", fills: { number: index + 1 }, keys: [`Alt+${index + 1}`],
      run: () => this.insertSpeaker(this.speakers.label(index)),
    }));
    return [
      { ...always, id: "play", says: "key_play", keys: ["Escape", "Ctrl+Space"], run: () => sound.toggle() },
      { ...always, id: "sound-back", says: "key_sound_back", keys: ["F1"], run: () => sound.jump(-JUMP) },
      { ...always, id: "sound-forward", says: "key_sound_forward", keys: ["F2"], run: () => sound.jump(JUMP) },
      { ...always, id: "slower", says: "key_slower", keys: ["F3"], run: () => this.faster(-1) },
      { ...always, id: "faster", says: "key_faster", keys: ["F4"], run: () => this.faster(1) },
      { ...always, id: "play-there", says: "key_play_there", keys: ["Alt+Enter"], run: () => this.playThere() },
      { ...types, id: "stamp", says: "insert_time", keys: ["Ctrl+j"], run: () => this.insert(`${stamp(sound.now)} `) },
      ...labels,
      { ...types, id: "keep", says: "keep", keys: ["Ctrl+Enter"], run: () => void this.keep() },
    ];
  }

  private keyTable(): HTMLElement {
    const status = h("p", { role: "status", class: "small soft" });
    return h("details", { class: "fold" }, h("summary", {}, say("keys")), status, tableOfKeys(this.keys, "listen", status), tableOfKeys(this.keys, "type", status));
  }

  private say(sentence: string): void {
    this.said.textContent = sentence;
  }

  private faster(by: 1 | -1): void {
    this.sound.faster(by);
    this.say(say("speed_is", { speed: this.sound.habits.speed.toFixed(1) }));
  }

  /* ---------- typing ---------- */

  /** At the caret, as if it were typed: the browser's own undo takes it back. */
  private insert(words: string): void {
    const { text } = this;
    text.focus();
    if (document.execCommand("insertText", false, words)) return;
    text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input"));
  }

  private insertSpeaker(label: string): void {
    const before = this.text.value.slice(0, this.text.selectionStart);
    const apart = !before.trim() || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const time = this.sound.habits.stamps && this.sound.audio.readyState ? `${stamp(this.sound.now)} ` : "";
    this.insert(`${apart}${time}${label}: `);
  }

  /** From the time that stands last before the caret. */
  private playThere(): void {
    const last = stampsIn(this.text.value).findLast(({ from }) => from <= this.text.selectionStart);
    if (last) this.sound.playFrom(last.at);
    else this.say(say("no_time_here"));
  }

  private showTimes(): void {
    const words = this.text.value;
    const rows = stampsIn(words).slice(0, MOST).map(({ at, to, from }) => {
      const go = () => {
        this.text.focus();
        this.text.setSelectionRange(from, from);
        this.sound.playFrom(at);
      };
      return h("li", {}, h("button", { type: "button", class: "reader-go-row", dir: "auto", onclick: go }, h("span", { class: "soft" }, clock(at)),
        h("span", {}, words.slice(to, to + 60).split("\n")[0].trim())));
    });
    this.times.replaceChildren(...(rows.length ? rows : [h("li", { class: "small soft" }, say("no_times_yet"))]));
  }

  /* ---------- the draft ---------- */

  private timer = 0;

  private keepDraftSoon(): void {
    this.timer ||= setTimeout(() => this.keepDraft(), A_MOMENT) as unknown as number;
  }

  private keepDraft(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.changed) return;
    const { value: text } = this.text;
    this.drafts.write({ text, title: this.title?.value ?? "", speakers: this.speakers.labels, version: this.version?.value ?? "", over: this.over?.value ?? "", at: this.sound.now } satisfies Draft);
  }

  private get changed(): boolean {
    return this.text.value !== this.text.defaultValue || !!this.title?.value;
  }

  /** What was typed here before and not kept comes back, and can be left. */
  private async takeUp(): Promise<void> {
    const draft = (await this.drafts.read()) as Draft | null;
    if (!draft || this.text.value !== this.text.defaultValue) return; // somebody types already
    if (draft.text === this.text.value) return this.drafts.write(null);
    this.draft = draft;
    this.text.value = draft.text;
    if (this.title) this.title.value ||= draft.title;
    if (this.version && draft.version) this.version.value = draft.version;
    if (this.over && draft.version) this.over.value = draft.over || draft.version;
    this.speakers.set(draft.speakers);
    this.showTimes();
    const leave = button(say("leave_draft"), () => void this.drafts.write(null).then(() => location.reload()));
    this.form.prepend(h("p", { class: "notice", role: "status" }, say("draft_back"), " ", leave));
  }

  /* ---------- a recording that is not here yet ---------- */

  /** Heard at once, from this machine; sent and sealed meanwhile. */
  private take(file: File): void {
    this.upload?.stop();
    const begun = new Upload(this.door, file, () => this.tellUpload());
    this.upload = begun;
    this.sound.listen({ id: "", at: URL.createObjectURL(file) });
    if (this.draft?.at) this.sound.seek(this.draft.at);
    if (this.title && !this.title.value) this.title.value = file.name.replace(/\.[^.]+$/, "");
    begun.done.catch((problem) => {
      if (this.upload !== begun) return;
      this.upload = null;
      this.say(problem instanceof NotTaken && problem.sentence ? problem.sentence : say("not_done"));
    });
  }

  private tellUpload(): void {
    const { upload } = this;
    if (upload) this.say(upload.sent < 1 ? say("sealing", { name: upload.file.name, part: percent(upload.sent) }) : say("sealed"));
  }

  private takeDropped(field: HTMLInputElement): void {
    this.form.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
    this.form.addEventListener("drop", (event) => {
      const { files } = event.dataTransfer ?? {};
      if (!files?.length) return;
      event.preventDefault();
      field.files = files;
      this.take(files[0]);
    });
  }

  /* ---------- keeping ---------- */

  private keeping = false;

  private async keep(): Promise<void> {
    if (this.keeping) return;
    this.keeping = true;
    try {
      this.keepDraft();
      await this.upload?.done;
      const { source } = await this.door.send<{ source: string }>(...this.what(), () => this.say(say("offline")));
      this.upload = null;
      clearTimeout(this.timer);
      await this.drafts.write(null);
      location.assign(`${this.form.dataset.onward}sources/${source}/reader/`);
    } catch (problem) {
      this.say(problem instanceof NotTaken && problem.sentence ? problem.sentence : say("not_done"));
      if (problem instanceof NotTaken && problem.status === 409) await this.meetOther();
    } finally {
      this.keeping = false;
    }
  }

  /** What is sent, and where. The same content is the same act, however often it is sent. */
  private what(): [string, string, object] {
    const { source } = this.form.dataset;
    const text = this.text.value;
    const kind = this.form.querySelector<HTMLSelectElement>("select[name=kind]")?.value;
    const { upload } = this;
    const body = source ? { text, version: this.version!.value, ...(this.over?.value && { over: this.over.value }) }
      : { text, title: this.title!.value, kind, ...(upload && { arrival: upload.id, name: upload.file.name }) };
    const what = JSON.stringify(body);
    if (what !== this.sent.what) this.sent = { act_id: fresh(), what };
    return source ? ["PUT", `sources/${source}/typed`, { ...body, act_id: this.sent.act_id }] : ["POST", "typed", { ...body, act_id: this.sent.act_id }];
  }

  /** Somebody else corrected the text meanwhile: sent once more, it goes over theirs, which the trail keeps. The program
   *  still knows what it was typed over. */
  private async meetOther(): Promise<void> {
    const answer = await fetch(`${this.form.dataset.api}sources/${this.form.dataset.source}/text`).then((one) => one.json() as Promise<{ version: string }>);
    this.version!.value = answer.version;
    const look = h("a", { href: `${this.form.dataset.onward}sources/${this.form.dataset.source}/`, target: "_blank" }, say("look_at_theirs"));
    this.said.append(" ", look);
  }
}
