/** What is known about the codings of one text, and the only place where it changes.
 *
 *  Three things arrive: my own acts (at once, as pending), the program's answers to them, and the feed. Each goes
 *  through one method here. What is shown is what the program has confirmed with my waiting acts laid over it, so
 *  the order in which answers and feed arrive does not matter: when nothing waits, all readers show the same. */

import { isMark, type MarkAct, Marks } from "./marks.ts";
import type { Meant } from "./refound.ts";
import { inOrder, Store } from "./segments.ts";
import type { ActAnswer, Beside, Code, Coding, CodingRow, CodingsAnswer, FeedAnswer, Id, Lost, Memo, Rule, Span, Told } from "./types.ts";

export interface Shown extends Coding {
  lane: number;
  pending: boolean;
  asked?: number;
}

export interface Described {
  standpoint?: string;
  stance?: string;
}

interface Sent {
  act: Id; // the act_id: the same at every try, so it happens once
  tried: boolean;
}
export interface Apply extends Sent, Span, Required<Described> {
  kind: "apply";
  code: Id; // a waiting id where the code itself is new
  path?: string[];
  called: string; // the code, as it was called then
  meant: Meant | null;
  version: Id;
  temporary: Id;
  joins: Id[]; // my codings of the same code that it meets
  drawn: Span; // and the stretch that they make together
}
export interface Change extends Sent {
  kind: "change";
  coding: Id;
  version: Id;
  meant?: Meant | null; // where the edges are moved
  patch: Partial<Pick<Coding, "start" | "end" | "code" | "standpoint" | "stance">>;
}
export interface Remove extends Sent {
  kind: "remove";
  coding: Id;
}
export interface Write extends Sent {
  kind: "memo";
  memo: Pick<Memo, "kind" | "title" | "body" | "about">;
}
export interface Turn extends Sent {
  kind: "undo" | "redo";
  of?: Id; // the act that is meant, by the id under which it was sent, taken back or done again; without: my last one
}
export type Act = Apply | Change | Remove | Write | Turn | MarkAct;

/** What a change touched: enough for the page to draw that and nothing else. */
export interface Touched {
  codings: Set<Id>;
  codes: boolean;
  memos: boolean;
  marks: boolean;
}

export class Model {
  entry = 0;
  seen = ""; // a sign of what I see up to that entry
  version: Id = ""; // of the text that is open
  codes = new Map<Id, Code>();
  people = new Map<Id, string>();
  memos = new Map<Id, Memo>();
  rules = new Map<number, Rule>();
  readonly marks = new Marks();
  lost: Lost[] = []; // codings whose words are not in this text any more
  readonly coders = new Set<Id>(); // who coded here
  readonly queue: Act[] = [];
  queueChanged: () => void = () => {};
  shown = new Store<Shown>();

  private confirmed = new Map<Id, Shown>();
  private told = new Map<Id, number>(); // by which entry an answer last told of a row, where that is ahead of the feed
  private aliases = new Map<Id, Id>(); // a waiting id → what the program called it
  private order: Code[] | null = null;

  constructor(readonly me: Id) {}

  /** Everything, from the program, as of an entry. Waiting acts stay and lie over it. */
  load(answer: CodingsAnswer, beside: Beside, entry: number, seen = ""): void {
    this.entry = entry;
    this.seen = seen;
    this.told.clear();
    this.takeAll(beside, entry);
    this.marks.tell(beside.marks ?? {}, entry);
    this.confirmed = new Map();
    for (const row of answer.codings) this.confirmed.set(row[0], unfolded(row, answer));
    for (const coder of answer.coders) this.coders.add(coder);
    this.shown = new Store<Shown>();
    this.shown.fill([...this.confirmed.values()]);
    this.refresh(this.queued());
  }

  /** A new act of mine: shown at once as pending. */
  begin(act: Act): Touched {
    if (act.kind === "apply") this.join(act);
    this.queue.push(act);
    this.queueChanged();
    if (act.kind === "apply" && act.path) this.addCode(waitingCode(act, this.codes));
    return this.refresh(this.touchedBy(act), act.kind === "apply" && !!act.path);
  }

  /** The program has done it. */
  confirm(act: Act, answer: ActAnswer): Touched {
    this.leave(act);
    const ids = this.touchedBy(act);
    const lanes = new Map<Id, number>();
    if (answer.code) this.takeCode(act, answer.code, answer.entry);
    if (answer.memo) this.takeMemo(answer.memo, answer.entry);
    if (answer.memo && act.kind === "memo") for (const about of act.memo.about) ids.add(this.real(about.row));
    if (act.kind === "apply" && answer.coding) {
      this.aliases.set(act.temporary, answer.coding.id);
      for (const other of this.queue) name(other, act.temporary, answer.coding.id);
      const lane = this.shown.get(act.temporary)?.lane;
      if (lane !== undefined) lanes.set(answer.coding.id, lane);
    }
    if (isMark(act)) this.takeMark(act, answer);
    if (answer.entry > this.entry) this.takeAnswer(act, answer, ids);
    if (answer.coding) ids.add(answer.coding.id);
    return this.refresh(ids, !!answer.code, !!answer.memo, lanes);
  }

  /** Take back, or do again, what is the last to be so by the time this is sent. What waits is named: it may be refused. */
  turn(kind: Turn["kind"], sent: Sent): void {
    this.begin({ kind, ...sent, of: lastTo(kind, this.queue) });
  }

  /** The program did not do it, and will not: my act leaves no trace. Acts that stand on it fall with it; `fell` are
   *  all those that somebody may want to do otherwise. */
  refuse(act: Act): Touched & { fell: Act[] } {
    this.leave(act);
    const ids = this.touchedBy(act);
    const turns = turnsOf(act, this.queue); // of what was never done: they would take back something else
    for (const turn of turns) this.leave(turn);
    const fell = turns.length % 2 ? [] : [act]; // nobody wants again what they took back
    if (act.kind === "apply") {
      if (act.path) this.codes.delete(act.code);
      this.order = null;
      for (const other of this.queue.filter((one) => standsOn(one, act))) {
        if (other.kind === "apply") other.path = act.path; // each can make the code that all of them need
        const with_ = this.refuse(other);
        merge(ids, with_.codings);
        if (!with_.fell.length) continue;
        if (other.kind === "change") change(act, other, this.codes);
        else if (other.kind === "remove") fell.splice(0, fell.length, ...fell.filter((one) => one !== act));
        else fell.push(...with_.fell);
      }
    }
    if (act.kind === "mark") for (const other of this.queue.filter((one) => one.kind === "unmark" && one.mark === act.temporary)) this.leave(other);
    return { ...this.refresh(ids, act.kind === "apply" && !!act.path), fell };
  }

  /** Whether what was asked for as of an entry tells that more than that is another: something was taken from me, so that
   *  entries are numbered anew, or given back. No list of what happened since brings that. */
  isOutdated({ entry, anew }: FeedAnswer, since: number): boolean {
    return since === this.entry && (!!anew || entry < since);
  }

  /** What happened in the study since, by anybody. */
  feed(answer: FeedAnswer): Touched {
    const ids = new Set<Id>();
    const fresh = (id: Id) => (this.told.get(id) ?? 0) <= answer.entry;
    if (answer.entry < this.entry) return { codings: ids, codes: false, memos: false, marks: false };
    for (const coding of answer.changed) if (fresh(coding.id)) ids.add(this.keep(coding));
    for (const id of answer.removed) if (fresh(id)) ids.add(this.drop(id));
    this.takeCodes(answer.codes_changed ?? [], answer.codes_gone ?? [], answer.entry);
    this.takeMemos(answer.memos_changed ?? [], answer.memos_gone ?? [], answer.entry);
    this.takeRest(answer);
    this.marks.tell(answer.marks, answer.entry);
    for (const [id, entry] of this.told) if (entry <= answer.entry) this.told.delete(id);
    this.entry = answer.entry;
    this.seen = answer.seen ?? "";
    for (const { id, name } of answer.here) this.people.set(id, name);
    for (const act of this.queue) if (act.kind === "apply") ids.add(act.temporary); // mine may have arrived this way
    return this.refresh(ids, some(answer.codes_changed, answer.codes_gone), some(answer.memos_changed, answer.memos_gone));
  }

  /** The memos about a row: a coding, or the source. */
  memosOf(row: Id): Memo[] {
    return [...this.memos.values()].filter(({ about }) => about.some((one) => one.row === row));
  }

  /** What the program calls the thing that I called `id` while it waited. */
  real(id: Id): Id {
    return this.aliases.get(id) ?? id;
  }

  /** Whether the program knows this yet. */
  waits(id: Id): boolean {
    return this.queue.some((act) => act.kind === "apply" && (act.temporary === id || (act.path && act.code === id)));
  }

  /** My codings of the same code that these words meet: the program makes them one. */
  joined(act: Span & { code: Id }): Shown[] {
    return this.shown
      .on(act.start, act.end)
      .filter(({ code, coder }) => code === act.code && coder === this.me);
  }

  /** The codes, a parent before those under it. */
  tree(): Code[] {
    return (this.order ??= treeOrder([...this.codes.values()]));
  }

  /** The code and all under it. */
  family(code: Id): Set<Id> {
    const family = new Set([code]);
    for (const one of this.tree()) if (one.parent && family.has(one.parent)) family.add(one.id);
    return family;
  }

  private takeAnswer(act: Act, answer: ActAnswer, ids: Set<Id>): void {
    const taken = [...(answer.removed ?? []), ...(act.kind === "remove" ? [this.real(act.coding)] : [])];
    for (const id of taken) this.told.set(this.drop(id), answer.entry);
    if (answer.coding) this.told.set(this.keep(this.asOpen(answer.coding)), answer.entry);
    merge(ids, taken);
  }

  /** A coding in the text that is open: where its words are in a newer one says nothing about this. */
  private asOpen(coding: Coding): Coding {
    const was = this.confirmed.get(coding.id);
    return was && coding.version !== this.version ? { ...coding, start: was.start, end: was.end } : coding;
  }

  private takeMark(act: MarkAct, { mark, entry }: ActAnswer): void {
    if (entry > this.entry) this.marks.answer(act.kind === "unmark" ? { ...act, mark: this.real(act.mark) } : act, mark, entry);
    if (act.kind !== "mark" || !mark) return;
    this.aliases.set(act.temporary, mark.id);
    for (const other of this.queue) name(other, act.temporary, mark.id);
  }

  private takeCode(act: Act, code: Code, entry: number): void {
    this.told.set(code.id, entry);
    if (act.kind === "apply" && act.path) {
      this.aliases.set(act.code, code.id);
      this.codes.delete(act.code);
      for (const other of this.queue) name(other, act.code, code.id);
    }
    this.addCode(code);
  }

  private addCode(code: Code): void {
    this.codes.set(code.id, code);
    this.order = null;
  }

  /** A memo as an answer told of it. */
  takeMemo(memo: Memo, entry: number): Touched {
    this.memos.set(memo.id, memo);
    this.told.set(memo.id, entry);
    return { codings: new Set(memo.about.map(({ row }) => row)), codes: false, memos: true, marks: false };
  }

  /** What comes whole: what is not among it is gone; but for what is newer, or mine and waiting. */
  private takeAll(beside: Beside, entry: number): void {
    const newer = ({ id }: { id: Id }) => this.ahead(id, entry);
    this.codes = byId([...beside.codes, ...[...this.codes.values()].filter(newer)]);
    this.order = null;
    this.memos = byId([...beside.memos, ...[...this.memos.values()].filter(newer)]);
    this.takeRest(beside);
  }

  /** Codes that are another, each in its place, and those that went. */
  private takeCodes(changed: Told[], gone: Id[], entry: number): void {
    const codes = changed.filter(({ id }) => !this.ahead(id, entry));
    if (!codes.length && !gone.length) return;
    const other = new Set([...codes.map(({ id }) => id), ...gone.filter((id) => !this.ahead(id, entry))]);
    this.codes = placed([...this.codes.values()].filter(({ id }) => !other.has(id)), codes);
    this.order = null;
  }

  private takeMemos(changed: Memo[], gone: Id[], entry: number): void {
    for (const memo of changed) if (!this.ahead(memo.id, entry)) this.memos.set(memo.id, memo);
    for (const id of gone) if (!this.ahead(id, entry)) this.memos.delete(id);
  }

  /** Whether an answer told of it later than as of this entry, or it is mine and waits. */
  private ahead(id: Id, entry: number): boolean {
    return (this.told.get(id) ?? 0) > entry || this.waits(id);
  }

  private takeRest({ coders, rules, lost }: Pick<FeedAnswer, "coders" | "rules" | "lost">): void {
    for (const { id, name } of coders ?? []) this.people.set(id, name);
    if (lost) this.lost = lost;
    for (const rule of rules ?? []) this.rules.set(rule.number, rule);
  }

  private keep(coding: Coding): Id {
    this.coders.add(coding.coder);
    this.confirmed.set(coding.id, { ...coding, lane: 0, pending: false });
    return coding.id;
  }

  private drop(id: Id): Id {
    this.confirmed.delete(id);
    return id;
  }

  private leave(act: Act): void {
    const index = this.queue.indexOf(act);
    if (index >= 0) this.queue.splice(index, 1);
    this.queueChanged();
  }

  private queued(): Set<Id> {
    const ids = new Set<Id>();
    for (const act of this.queue) merge(ids, this.touchedBy(act));
    return ids;
  }

  private touchedBy(act: Act): Set<Id> {
    if (act.kind === "apply") return new Set([act.temporary, ...act.joins, ...act.joins.map((id) => this.real(id))]);
    if (act.kind === "change" || act.kind === "remove") return new Set([act.coding, this.real(act.coding)]);
    return new Set();
  }

  /** Bring what is shown of these codings up to date. */
  private refresh(ids: Set<Id>, codes = false, memos = false, lanes = new Map<Id, number>()): Touched {
    const touched = new Set<Id>();
    for (const id of ids) {
      const before = this.shown.get(id) ?? null;
      const after = this.project(id);
      if (before === after || (before && after && alike(before, after))) continue;
      touched.add(id);
      const lane = this.shown.remove(id)?.lane ?? lanes.get(id);
      if (after) this.shown.add(after, lane);
    }
    return { codings: touched, codes, memos, marks: this.marks.lay(this.queue) };
  }

  /** What the program confirmed of one coding, with my waiting acts laid over it in their order. */
  private project(id: Id): Shown | null {
    let shown = this.confirmed.get(id) ?? null;
    for (const act of this.queue) {
      if (act.kind === "apply" && act.temporary === id) shown = this.covered(act) ? null : this.wanted(act);
      else if (act.kind === "apply" && act.joins.some((one) => this.real(one) === id)) shown = null;
      else if (act.kind === "remove" && this.real(act.coding) === id) shown = null;
      else if (act.kind === "change" && shown && this.real(act.coding) === id) {
        shown = { ...shown, ...act.patch, pending: true };
      }
    }
    return shown;
  }

  private wanted(act: Apply): Shown {
    const { temporary: id, code, standpoint, stance, drawn } = act;
    return { id, code, coder: this.me, standpoint, stance, at: "", rule: 0, doubtful: false, version: this.version, ...drawn, lane: 0, pending: true };
  }

  private join(act: Apply): void {
    const met = this.joined(act);
    act.joins = met.map(({ id }) => id);
    act.drawn = {
      start: Math.min(act.start, ...met.map(({ start }) => start)),
      end: Math.max(act.end, ...met.map(({ end }) => end)),
    };
  }

  /** Whether the feed has brought this act's coding before the answer came. */
  private covered(act: Apply): boolean {
    return this.shown.on(act.start, act.end).some(
      (one) =>
        one.code === act.code && one.coder === this.me && !one.pending && !act.joins.includes(one.id) &&
        one.start <= act.start && one.end >= act.end,
    );
  }

  /** For tests and comparing: what is shown, without what is only drawing. */
  summary(): string {
    return [...this.shown.all()].sort(inOrder).map(({ id, code, coder, start, end }) => [id, code, coder, start, end].join(" "))
      .sort().join("\n");
  }
}

/** A row, with what drawing needs. */
function unfolded([id, code, coder, start, end, standpoint, stance, at, rule, doubtful]: CodingRow, { codes, coders, version }: CodingsAnswer): Shown {
  return { id, code: codes[code], coder: coders[coder], start, end, standpoint, stance, at, rule, doubtful: !!doubtful, version, lane: 0, pending: false };
}

function alike(one: Shown, other: Shown): boolean {
  return (
    one.start === other.start && one.end === other.end && one.code === other.code && one.pending === other.pending &&
    one.standpoint === other.standpoint && one.stance === other.stance && one.coder === other.coder && one.doubtful === other.doubtful
  );
}

export function isTurn(act: Act): act is Turn {
  return act.kind === "undo" || act.kind === "redo";
}

/** The undo of an act, the redo of that undo, and so on: an odd number of them takes it back. */
export function turnsOf(act: Act, queue: readonly Act[]): Turn[] {
  const turn = queue.find((one): one is Turn => isTurn(one) && one.of === act.act);
  return turn ? [turn, ...turnsOf(turn, queue)] : [];
}

/** What an undo, or a redo, that is sent after these is of; undefined where none of them is what it is of. */
function lastTo(kind: Turn["kind"], queue: readonly Act[]): Id | undefined {
  let [done, undone]: [Id[], Id[]] = [[], []];
  for (const act of queue) {
    if (!isTurn(act)) [done, undone] = [[...done, act.act], []];
    else {
      const [from, to] = act.kind === "undo" ? [done, undone] : [undone, done];
      from.pop();
      to.push(act.act);
    }
  }
  return (kind === "undo" ? done : undone).at(-1);
}

function standsOn(act: Act, ground: Apply): boolean {
  if (act.kind === "change" || act.kind === "remove") return act.coding === ground.temporary;
  if (act.kind === "memo") return act.memo.about.some(({ row }) => row === ground.temporary);
  return act.kind === "apply" && !!ground.path && !act.path && act.code === ground.code;
}

/** What an act would have been with a later change in it. */
function change(act: Apply, { patch, meant }: Change, codes: Map<Id, Code>): void {
  Object.assign(act, patch);
  if (meant) act.meant = meant;
  if (!patch.code) return;
  act.path = undefined;
  act.called = codes.get(patch.code)?.plain || act.called;
}

/** What an act called by a waiting id, it calls by the program's from now on: it may outlive this page. */
function name(act: Act, waiting: Id, real: Id): void {
  if (act.kind === "apply" && act.code === waiting) act.code = real;
  if ((act.kind === "change" || act.kind === "remove") && act.coding === waiting) act.coding = real;
  if (act.kind === "unmark" && act.mark === waiting) act.mark = real;
  if (act.kind === "change" && act.patch.code === waiting) act.patch.code = real;
  if (act.kind === "memo") for (const about of act.memo.about) if (about.row === waiting) about.row = real;
}

function waitingCode(act: Apply, codes: Map<Id, Code>): Code {
  const path = act.path!;
  const same = (code: Code) => code.path.join("\n") === path.slice(0, -1).join("\n");
  const parent = [...codes.values()].find(same)?.id ?? null;
  const name = path[path.length - 1];
  return {
    id: act.code, parent, path, name, plain: name, handle: "", definition: "", when: "", when_not: "", example: "",
    hue: codes.size % 12,
  };
}

/** Those that stand, and each of the others behind the one that it comes after. */
function placed(standing: Code[], others: Told[]): Map<Id, Code> {
  const known = new Set([...standing, ...others].map(({ id }) => id));
  const next = new Map<Id, Code>();
  const first: Code[] = [];
  for (const { after, ...code } of others) {
    if (after !== null && known.has(after) && !next.has(after)) next.set(after, code);
    else first.push(code);
  }
  const order: Code[] = [];
  for (const head of [...first, ...standing]) for (let code: Code | undefined = head; code; code = next.get(code.id)) order.push(code);
  return byId(order);
}

function byId<T extends { id: Id }>(rows: T[]): Map<Id, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

function some(changed: unknown[] = [], gone: unknown[] = []): boolean {
  return changed.length + gone.length > 0;
}

function treeOrder(codes: Code[]): Code[] {
  const known = new Set(codes.map(({ id }) => id));
  const under = new Map<Id | null, Code[]>();
  for (const code of codes) {
    const parent = code.parent && known.has(code.parent) ? code.parent : null;
    under.set(parent, [...(under.get(parent) ?? []), code]);
  }
  const order: Code[] = [];
  const walk = (parent: Id | null) => {
    for (const code of under.get(parent) ?? []) {
      order.push(code);
      walk(code.id);
    }
  };
  walk(null);
  return order;
}

function merge<T>(into: Set<T>, more: Iterable<T>): void {
  for (const one of more) into.add(one);
}
