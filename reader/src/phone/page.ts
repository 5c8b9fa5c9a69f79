/** The phone page: puts the parts together. */

import { button, h } from "../dom.ts";
import { readOut, seal, unseal, written } from "../sealing.ts";
import { ask } from "./asking.ts";
import { Door } from "./door.ts";
import { Keys } from "./keys.ts";
import type { Editing, Work } from "./kind.ts";
import { leave } from "./leave.ts";
import { List } from "./list.ts";
import { Notes, type Note, type There } from "./notes.ts";
import { Pen } from "./pen.ts";
import { Sender, type Going } from "./sender.ts";
import { Server } from "./server.ts";
import type { Store } from "./store.ts";
import type { Drafted, Id, Told } from "./types.ts";
import { say, sayCount } from "./words.ts";

export class Phone<D extends Drafted, T extends Told> {
  private readonly lock: string;
  private readonly keys: Keys;
  private readonly notes: Notes<D>;
  private readonly server: Server;
  private readonly sender: Sender<D>;
  private readonly pen: Pen<D>;
  private readonly editor: Editing<D, T>;
  private readonly list: List<D>;
  private readonly door: Door;
  private readonly tabs: BroadcastChannel;
  private readonly status = h("p", { class: "phone-status", role: "status" });
  private readonly who = h("span");
  private readonly able = h("span", { hidden: true }, say("able"));
  private there: There<D> = { notes: [], others: 0 };
  private going: Going | null = null; // null: it is being asked
  private underWay: Id | null = null;
  private why = ""; // what the server said where it would not let one in
  private known = false; // somebody came in on this device once
  private looking: Promise<void> | null = null; // a look that has not begun
  private looked: Promise<void> = Promise.resolve();
  private touched = false; // whoever is here has begun to do something
  private left = false;
  private asking: Promise<void> | null = null; // whose the note in hand is

  constructor(
    private readonly host: HTMLElement,
    private readonly work: Work<D, T>,
    private readonly store: Store,
  ) {
    const changed = () => {
      this.tabs.postMessage("changed");
      void this.look();
    };
    this.lock = `firsthand-notes:${work.called}:`;
    this.keys = new Keys(store, () => (this.asking ??= this.whose().finally(() => (this.asking = null))));
    this.notes = new Notes<D>(store, this.keys, changed, work.kind);
    this.server = new Server(`/api/s/${work.study}/`, work.scope);
    this.sender = new Sender(this.notes, this.post(), `${this.lock}sender`);
    this.pen = new Pen(this.notes, this.noteLock, (at) => (at || this.known) && this.editor.putDown(at));
    this.editor = work.editor(this.pen, this.notes, () => this.keptOne());
    this.list = new List(work.kind, { takeUp: (note) => void this.takeUp(note), throwAway: (note) => void this.throwAway(note) });
    this.door = new Door(this.keys, () => void this.unlocked());
    this.tabs = new BroadcastChannel(this.lock);
    this.tabs.onmessage = ({ data }) => (data === "left" ? this.gone(true) : void this.look());
  }

  private get noteLock(): string {
    return `${this.lock}note:`;
  }

  async start(): Promise<void> {
    const leaving = button(say("leave"), () => void this.leave(), { class: "button" });
    this.host.replaceChildren(this.status, this.editor.element, this.door.asking, this.list.element, this.door.choosing,
      h("div", { class: "row row-apart phone-end" }, h("p", { class: "small soft phone-who" }, this.who, this.able), leaving));
    void navigator.serviceWorker.ready.then(() => this.kept());
    this.known = await this.keys.begin();
    this.editor.focus();
    await this.look();
    for (const [target, event] of [[globalThis, "online"], [globalThis, "focus"], [document, "visibilitychange"]] as const) {
      target.addEventListener(event, () => document.visibilityState === "visible" && this.sender.wake());
    }
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && void this.pen.rest());
    for (const event of ["keydown", "pointerdown"]) this.host.addEventListener(event, () => (this.touched = true), { once: true });
    globalThis.addEventListener("pagehide", () => void this.pen.rest());
    this.sender.go();
    this.host.dataset.ready = "";
  }

  private post() {
    return {
      enter: () => this.enter(),
      send: async (id: Id, draft: D) => {
        const answer = await this.work.send(this.server, this.keys, this.notes, id, draft);
        if (answer.kind === "done" && this.work.tells(draft)) void this.enter();
        return answer;
      },
      going: (note: Id | null, how: Going) => {
        [this.underWay, this.going] = [note, how];
        void this.look();
      },
      otherwise: () => say("otherwise"),
    };
  }

  /** Come in: learn who is here, with the key to the notes and what one needs of the study. */
  private async enter(): Promise<Going> {
    const answer = await this.work.enter(this.server, this.keys.opened ? this.keys.member : null);
    if (this.left) return "lost";
    this.why = answer.kind === "refused" ? answer.sentence : "";
    if (answer.kind === "refused") return "away";
    if (answer.kind !== "done") return answer.kind;
    const { key, token: _token, ...told } = answer.data;
    const { id } = told.member;
    if (this.keys.opened && this.keys.member !== id) return "away"; // a phrase opened this page meanwhile, and for another
    await this.keys.enter(id, key);
    await this.store.put(`field:${id}`, await seal(this.keys.mine!, written(JSON.stringify(told)), `field:${id}`));
    await this.opened(told as unknown as T);
    return "fine";
  }

  /** Somebody else comes in than who was here last, to whom the note in hand is sealed. It is before the eyes of whoever is here,
   *  and only they know whose it is. Where they do not say, it waits for whom it was sealed to. */
  private async whose(): Promise<void> {
    await this.editor.rest();
    if (this.pen.isBlank) return;
    if ((await ask(say("whose"), [["last", say("whose_last")], ["now", say("whose_now")]])) === "now") return;
    await this.editor.rest();
    if (await this.pen.putAside()) this.editor.show();
  }

  /** A phrase has opened what is here. */
  private async unlocked(): Promise<void> {
    const member = this.keys.member!;
    const box = await this.store.thing<Uint8Array<ArrayBuffer>>(`field:${member}`);
    const said = box && (await unseal(this.keys.mine!, box, `field:${member}`));
    await this.opened(said ? (JSON.parse(readOut(said)) as T) : null);
    this.sender.wake();
  }

  /** What is here can be read from now on. */
  private async opened(told: T | null): Promise<void> {
    const first = !this.known;
    this.known = true;
    this.editor.able(true);
    if (told) this.who.textContent = say("who", { name: told.member.name, study: told.study });
    this.editor.know(told);
    if (!this.work.kind.isEmpty(this.pen.draft)) this.pen.changed(); // what was written before anybody was known
    await this.look();
    await this.resume();
    await this.notes.dropLost(this.noteLock);
    await this.keys.tidy(() => this.notes.used());
    if (first) this.editor.focus();
    void navigator.storage?.persist?.();
  }

  /** A note that was being written when its page went is in hand again, unless somebody has begun to do something. */
  private async resume(): Promise<void> {
    const meanwhile = () => this.touched || !this.work.kind.isEmpty(this.pen.draft);
    for (const { kept } of this.there.notes) {
      if (meanwhile()) return;
      if (kept.state !== "writing" || !(await this.pen.takeUp(kept.id, kept.made!, meanwhile))) continue;
      this.touched = true;
      this.editor.show();
      this.editor.focus();
      return this.look();
    }
  }

  /** Look at what is on the device, and show it. */
  private look(): Promise<void> {
    this.looking ??= this.looked = this.looked.then(() => {
      this.looking = null;
      return this.lookNow();
    });
    return this.looking;
  }

  private async lookNow(): Promise<void> {
    if (this.left) return;
    this.there = await this.notes.all();
    const sealed = this.there.notes.filter(({ kept, draft }) => kept.state !== "handed" && !draft).length;
    this.list.show(this.there, this.pen.id, this.underWay);
    this.editor.knowNotes(this.there);
    await this.door.show(sealed, this.known);
    this.say();
  }

  private say(): void {
    const waiting = this.there.notes.filter(({ kept }) => kept.state === "kept").length;
    const nobody = !this.known && this.going !== null && this.going !== "fine";
    if (nobody && this.work.kind.isEmpty(this.pen.draft)) this.editor.able(false);
    const sentence = this.why || (nobody ? say("nobody_yet") : this.going === null ? say("looking") : say(`going_${this.going}`));
    const all = waiting ? `${sentence} ${sayCount("waiting", waiting)}` : sentence;
    if (this.status.textContent !== all) this.status.textContent = all;
    this.host.dataset.going = this.going ?? "";
  }

  /** The page itself is on the device by now. */
  private kept(): void {
    this.able.hidden = false;
    this.host.dataset.able = "";
  }

  private keptOne(): void {
    void this.look();
    this.sender.wake();
  }

  private async takeUp({ kept }: Note<D>): Promise<void> {
    await this.editor.rest();
    if (!(await this.pen.takeUp(kept.id, kept.made!))) return this.tell(say("elsewhere"));
    this.editor.show();
    this.editor.focus();
    await this.look();
  }

  private async throwAway({ kept }: Note<D>): Promise<void> {
    if ((await ask(say("throw_ask"), [["stay", say("stay")], ["away", say("throw_away")]])) !== "away") return;
    if (!(await this.pen.throwAway(kept.id))) this.tell(say("elsewhere"));
  }

  /** Leave the device. What waits is handed over first, if whoever leaves wants that. */
  private async leave(): Promise<void> {
    await this.editor.rest();
    await this.look();
    const waiting = this.there.notes.filter(({ kept }) => kept.state !== "handed").length;
    const sentences = [waiting && sayCount("leave_waiting", waiting), this.there.others && sayCount("leave_others", this.there.others)].filter(Boolean);
    const first: [string, string][] = waiting ? [["first", say("leave_first")]] : [];
    const chosen = await ask(`${sentences.join(" ")} ${say("leave_ask")}`.trim(), [["stay", say("stay")], ...first, ["leave", say(waiting || this.there.others ? "leave_anyway" : "leave")]]);
    if (chosen === "first") return this.handOverAll();
    if (chosen !== "leave") return;
    this.sender.stop();
    this.tabs.postMessage("left");
    this.gone(await leave(this.work, this.server));
  }

  /** Keep what is half written, and hand over. */
  private async handOverAll(): Promise<void> {
    if (!this.work.kind.isEmpty(this.pen.draft)) await this.pen.keep();
    for (const { kept, draft } of this.there.notes) {
      if (kept.state === "writing" && draft) await this.notes.write(kept.id, kept.made!, draft, "kept");
    }
    this.editor.show();
    this.keptOne();
  }

  private gone(told: boolean): void {
    this.left = true;
    this.sender.stop();
    this.store.close();
    this.host.replaceChildren(h("div", { class: "empty" }, h("h2", {}, say("left")), h("p", {}, say(told ? "left_told" : "left_untold")), h("a", { class: "button", href: "/" }, say("home"))));
    this.host.dataset.going = "left";
  }

  private tell(sentence: string): void {
    this.status.textContent = sentence;
  }
}
