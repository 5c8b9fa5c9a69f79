/** What a person does to codings. Each becomes one act: shown at once, sent in order, undone by the trail. */

import type { Post } from "./api.ts";
import { showComparison } from "./compare.ts";
import type { HereTalk } from "./here.ts";
import { type Act, type Described, isTurn, type Shown, turnsOf } from "./model.ts";
import type { Choice } from "./palette.ts";
import type { Reader } from "./reader.ts";
import { type Otherwise, Refusals } from "./refusals.ts";
import { meant, refound } from "./refound.ts";
import { inOrder } from "./segments.ts";
import type { ActAnswer, Id, Memo, Span } from "./types.ts";
import type { Left } from "./waiting.ts";
import { say, sayCount } from "./words.ts";

export class Acts implements Post {
  private takenBack: Act[] = [];
  readonly refusals = new Refusals({
    words: (act) => this.meantBy(act),
    otherwise: (act) => this.otherwise(act),
    notice: (sentence, ...more) => this.reader.notice("refused", sentence, ...more),
    changed: () => this.reader.waiting.changed(),
  });

  constructor(private readonly reader: Reader) {}

  /* ---------- coding ---------- */

  /** Put a code on the selected words. */
  apply({ code, path, standpoint = "", stance = "" }: Choice, stays = false): void {
    const span = this.words();
    if (!span) return;
    const { reader } = this;
    const known = path ? this.called(path) : code;
    const id = known ?? fresh();
    this.do({
      kind: "apply", ...sent(), code: id, path: known ? undefined : path, called: known ? this.codeName(id) : path!.join(" / "),
      version: reader.version, meant: meant(reader.page.offsets, span), temporary: `wait-${fresh()}`, joins: [], drawn: span, start: span.start, end: span.end, standpoint, stance,
    });
    reader.recent.use(id);
    reader.choosing.selected();
    const name = this.codeName(id);
    const count = reader.words(span, 20_000).split(/\s+/).length;
    reader.announce(`${sayCount("coded", count, { code: name })}${stays ? ` ${say("applied_for_next", { code: name })}` : ""}`);
  }

  applyLast(): void {
    const { last } = this.reader.recent;
    if (last) this.apply({ code: last });
    else this.choose();
  }

  applyRecent(digit: number): void {
    const code = this.reader.recent.places[digit - 1];
    if (code) this.apply({ code });
  }

  /** The selected words become the code's name. */
  applyInVivo(): void {
    const span = this.words();
    if (span) this.apply({ path: [this.reader.words(span, 120).replace(/\s+/g, " ").trim()] });
  }

  /** Open the palette at the selected words. */
  choose(): void {
    const span = this.words();
    if (!span) return;
    const { reader } = this;
    reader.here.close();
    reader.palette.show({
      title: say("code_these"), beside: reader.choosing.beside(span), words: reader.words(span, 160), codes: reader.model.tree(),
      recent: reader.recent, makes: true, describes: true, chosen: (choice, stays) => this.apply(choice, stays),
    });
  }

  recode(id: Id): void {
    const { reader } = this;
    const coding = this.coding(id);
    if (!coding) return;
    reader.here.close();
    reader.palette.show({
      title: say("recode"), beside: reader.choosing.beside(coding), words: reader.words(coding, 160), codes: reader.model.tree(),
      recent: reader.recent, makes: false, describes: false,
      chosen: ({ code }) => {
        if (!code) return;
        this.do({ kind: "change", ...sent(), coding: coding.id, version: reader.version, patch: { code } });
        reader.recent.use(code);
        reader.announce(say("recoded", { code: this.codeName(code) }));
      },
    });
  }

  remove(id: Id): void {
    const coding = this.coding(id);
    if (!coding) return;
    this.do({ kind: "remove", ...sent(), coding: coding.id });
    this.reader.announce(say("removed", { code: this.codeName(coding.code) }));
  }

  describe(id: Id, said: Described): void {
    const coding = this.coding(id);
    if (coding) this.do({ kind: "change", ...sent(), coding: coding.id, version: this.reader.version, patch: said });
    this.reader.announce(say("described"));
  }

  /* ---------- edges ---------- */

  resize(id: Id): void {
    const { reader } = this;
    const coding = this.coding(id);
    if (!coding) return;
    reader.here.close();
    reader.resizing = { id: coding.id, span: { start: coding.start, end: coding.end } };
    reader.selection.set({ start: coding.start, end: coding.end });
    reader.toText();
    reader.announce(say("resizing", { code: this.codeName(coding.code) }));
  }

  dragged(span: Span, done: boolean): void {
    this.reader.selection.set(span, false);
    if (done) this.reader.announce(this.reader.words(span, 80));
  }

  keepSize(): void {
    const { reader } = this;
    const { resizing } = reader;
    if (!resizing) return;
    const span = reader.selection.trim(resizing.span) ?? resizing.span;
    const coding = this.coding(resizing.id);
    this.leaveSize();
    if (!coding || (coding.start === span.start && coding.end === span.end)) return;
    const of = { version: reader.version, meant: meant(reader.page.offsets, span) };
    this.do({ kind: "change", ...sent(), coding: coding.id, ...of, patch: span });
    reader.announce(say("resized", { code: this.codeName(coding.code), words: reader.words(span, 60) }));
  }

  /** A coding that lost its words goes onto those that are selected. */
  putOn(id: Id, done: () => void): void {
    const span = this.words();
    if (!span) return;
    const { reader } = this;
    this.do({ kind: "change", ...sent(), coding: id, version: reader.version, meant: meant(reader.page.offsets, span), patch: span });
    done();
  }

  removeLost(id: Id): void {
    this.do({ kind: "remove", ...sent(), coding: id });
  }

  /** A doubtful coding stands where it should. */
  settle(id: Id): void {
    const { reader } = this;
    const coding = this.coding(id);
    if (!coding) return;
    const { start, end } = coding;
    this.do({ kind: "change", ...sent(), coding: coding.id, version: reader.version, meant: meant(reader.page.offsets, coding), patch: { start, end } });
    reader.here.close(true);
    reader.announce(say("described"));
  }

  leaveSize(): void {
    const { reader } = this;
    reader.resizing = null;
    reader.handles.show(null);
    reader.choosing.selected();
  }

  /* ---------- memos ---------- */

  /** Write beside the text: about a coding, or else about the whole text. */
  memo(id: Id | null = null): void {
    this.reader.memos.write(id ? this.coding(id) : this.here1());
  }

  write({ kind, title, body, about }: Pick<Memo, "kind" | "title" | "body" | "about">): void {
    this.do({ kind: "memo", ...sent(), memo: { kind, title, body, about } });
  }

  /** The same code elsewhere, beside this coding. */
  compare(id: Id): void {
    const coding = this.coding(id);
    if (!coding) return;
    this.reader.here.close();
    showComparison(this.reader, coding);
  }

  /* ---------- undo ---------- */

  undo(): void {
    const { model, sender } = this.reader;
    const last = model.queue.at(-1);
    if (last && !last.tried && !isTurn(last)) {
      this.takenBack.push(last);
      this.reader.drawTouched(model.refuse(last));
      return this.reader.announce(say("taken_back"));
    }
    model.turn("undo", sent());
    sender.go();
  }

  redo(): void {
    const { model, sender } = this.reader;
    const back = this.takenBack.pop();
    if (back) this.reader.drawTouched(model.begin({ ...back, ...sent() }));
    else model.turn("redo", sent());
    sender.go();
  }

  /* ---------- what the program answers ---------- */

  done(act: Act, answer: ActAnswer): void {
    const { reader } = this;
    reader.drawTouched(reader.model.confirm(act, answer));
    if (act.kind === "apply" && act.path && answer.code) {
      reader.recent.rename(act.code, answer.code.id);
      if (reader.selection.span) reader.choosing.selected();
    }
    if (act.kind === "apply" && reader.chosen === act.temporary) reader.chosen = answer.coding?.id ?? null;
    if (answer.sentence) reader.announce(answer.sentence);
    if (isTurn(act) || answer.entry < reader.model.entry) reader.live?.soon(); // the trail is another than it was
  }

  refused(act: Act, _status: number, sentence: string): void {
    const { reader } = this;
    const { fell, ...touched } = reader.model.refuse(act);
    reader.drawTouched(touched);
    if (act.kind === "apply" && act.path) reader.recent.forget(act.code);
    const undoing = isTurn(act);
    reader.announce(sentence || say(undoing ? "nothing_to_undo" : "not_done"));
    if (!undoing) this.refusals.add(fell, sentence || say("not_done"));
    reader.live?.soon(); // the text may have changed, or the coding may be gone
  }

  /** The words an act was about, whatever text it was for; of a memo all that was written. */
  private meantBy(act: Act): string {
    if (act.kind === "memo") return [act.memo.title, act.memo.body].join("\n");
    if (act.kind === "apply" || act.kind === "mark" || (act.kind === "change" && act.meant)) return act.meant?.words ?? "";
    const mark = act.kind === "unmark" && this.reader.model.marks.get(this.reader.model.real(act.mark));
    if (mark) return this.reader.words(mark, 160);
    const coding = act.kind === "change" || act.kind === "remove" ? this.coding(act.coding) : undefined;
    return coding ? this.reader.words(coding, 160) : "";
  }

  /** How a refused act can be done otherwise: another code on the same words, the memo written again. */
  private otherwise(act: Act): Otherwise | null {
    const { reader } = this;
    if (act.kind === "memo") return { says: say("refused_write_again"), run: () => reader.memos.again(act.memo) };
    if (act.kind !== "apply" || !act.meant) return null;
    const span = act.version === reader.version ? { start: act.start, end: act.end } : refound(act.meant, reader.page.offsets);
    const run = () => {
      reader.selection.set(span);
      this.choose();
    };
    return span && { says: say("refused_again"), run };
  }

  /** Do acts of before, in their order; those that name places of another text go where their words are now.
   *  How many of those could be placed. */
  doAgain(acts: Act[]): number {
    const { reader } = this;
    const made = new Map<Id, string[]>(); // codes that are to be made
    const lost = new Set<Id>(); // codings that found no place
    const anew = new Set<Id>(); // acts that are not sent as they were, and what was to become of them
    let placed = 0;
    for (const act of acts) {
      if (act.kind === "apply" && act.path) made.set(act.code, act.path);
      const stands = "coding" in act ? act.coding : "";
      const other = isOfAnother(act, reader.version);
      const span = other && "meant" in act && act.meant ? refound(act.meant, reader.page.offsets) : null;
      if (isTurn(act) && anew.has(act.of!)) anew.add(act.act);
      else if (other && turnsOf(act, acts).length % 2) continue; // taken back; where it had arrived, its undo says so
      else if ((other && !span) || lost.has(stands)) {
        if (act.kind === "apply") lost.add(act.temporary);
        anew.add(act.act);
        this.refusals.add([act], say("words_not_found"));
      } else {
        this.begin(span ? this.placed(act, span, made) : act);
        if (span) anew.add(act.act);
        placed += Number(!!span);
      }
    }
    reader.sender.go();
    return placed;
  }

  /** An act on other words than it was meant for: those of the text that is open. */
  private placed(act: Act, span: Span, made: Map<Id, string[]>): Act {
    const { version } = this.reader;
    if (act.kind === "mark") return { ...act, ...sent(), ...span, version };
    if (act.kind === "change") return { ...act, ...sent(), patch: { ...act.patch, ...span }, version };
    if (act.kind !== "apply") return act;
    const path = act.path ?? made.get(act.code);
    const known = path && this.called(path);
    return { ...act, ...sent(), ...span, drawn: span, joins: [], version, code: known ?? act.code, path: known ? undefined : path };
  }

  /** What pages before this one left unsent, and what was refused there. An undo or a redo that names no act stays behind:
   *  what was the last one then may be another by now. */
  takeUp({ acts: left, refused }: Left): void {
    const { reader } = this;
    const acts = left.filter((act) => !isTurn(act) || act.of);
    this.doAgain(acts);
    for (const { act, sentence } of refused) this.refusals.add([act], sentence);
    if (acts.length) reader.announce(sayCount("taken_up", acts.length));
  }

  state(state: "fine" | "lost" | "away"): void {
    this.reader.connected(state, true);
  }

  /* ---------- small ---------- */

  /** The codings on some words that are shown, the narrowest first. */
  on(span: Span): Shown[] {
    const { model, filter } = this.reader;
    return model.shown.on(span.start, span.end).filter((one) => filter.shows(one))
      .sort((a, b) => a.end - a.start - (b.end - b.start) || inOrder(a, b));
  }

  /** The coding whose label has the focus, the one that is chosen, or the narrowest at the selection. */
  here1(): Shown | undefined {
    const { chosen, selection } = this.reader;
    const label = (document.activeElement as HTMLElement | null)?.dataset.coding;
    if (label) return this.coding(label);
    const at = selection.now() ?? (selection.caret >= 0 ? { start: selection.caret, end: selection.caret + 1 } : null);
    const there = at ? this.on(at) : [];
    const exact = there.find(({ start, end }) => at && start === at.start && end === at.end);
    return there.find(({ id }) => id === chosen) ?? exact ?? there[0];
  }

  listHere(): void {
    const { reader } = this;
    const span = reader.selection.now();
    const { caret } = reader.selection;
    const at = span ?? { start: Math.max(0, caret), end: Math.max(0, caret) + 1 };
    const first = this.here1(); // the one that keys act on comes first
    const there = this.on(at).sort((a, b) => Number(b === first) - Number(a === first));
    reader.here.show(there, reader.choosing.beside(at), true);
  }

  here(): HereTalk {
    const { reader } = this;
    return {
      mayCode: reader.mayCode, label: (coding) => reader.label(coding), code: (id) => reader.model.codes.get(id), coder: (id) => reader.coder(id),
      rule: (coding) => reader.model.rules.get(coding.rule),
      memos: (id) => reader.model.memosOf(id), look: (id) => reader.choosing.lookAt(id), said: (coding) => reader.words(coding, 240),
      recode: (id) => this.recode(id), settle: (id) => this.settle(id), remove: (id) => this.remove(id), resize: (id) => this.resize(id),
      memo: (id) => this.memo(id), change: (memo) => reader.memos.change(memo), compare: (id) => this.compare(id),
      play: reader.player && ((coding) => reader.player!.playSpan(coding)),
      describe: (id, standpoint, stance) => this.describe(id, { standpoint, stance }),
    };
  }

  /** Do something that a person wants now. */
  do(act: Act): void {
    this.takenBack = [];
    this.begin(act);
    this.reader.sender.go();
  }

  private begin(act: Act): void {
    this.reader.drawTouched(this.reader.model.begin(act));
  }

  /** The selected words; where there are none it says how to select some. */
  words(): Span | null {
    const { reader } = this;
    const span = reader.selection.now();
    if (!span) reader.announce(say("nothing_selected", { keys: ["word", "sentence", "line", "turn"].map((id) => reader.keys.shown(id)).join(", ") }));
    return span;
  }

  private coding(id: Id): Shown | undefined {
    return this.reader.model.shown.get(this.reader.model.real(id));
  }

  private codeName(id: Id): string {
    const code = this.reader.model.codes.get(id);
    return code?.plain || code?.name || say("unknown_code");
  }

  /** A code of this very path that is there already. */
  private called(path: string[]): Id | undefined {
    const wanted = path.join("\n").toLocaleLowerCase();
    return this.reader.model.tree().find((code) => code.path.join("\n").toLocaleLowerCase() === wanted)?.id;
  }
}

/** Whether an act names places of another version of the text. */
export function isOfAnother(act: Act, version: Id): boolean {
  return (act.kind === "apply" || act.kind === "mark" || (act.kind === "change" && act.meant !== undefined)) && act.version !== version;
}

function sent(): { act: Id; tried: boolean } {
  return { act: fresh(), tried: false };
}

/** A fresh id; also on a page that is served without https on one's own network, where randomUUID is missing. */
export function fresh(): Id {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** An id for what is sent by itself: the same at every try, another as soon as something else is sent. */
export function idsByContent(): (content: unknown) => Id {
  let last = "";
  let id = "";
  return (content) => {
    const now = JSON.stringify(content);
    if (now !== last) [last, id] = [now, fresh()];
    return id;
  };
}
