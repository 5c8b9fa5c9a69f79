import { Sender, type Answer } from "../../src/api.ts";
import { type Act, Model } from "../../src/model.ts";
import type { ActAnswer, Id } from "../../src/types.ts";
import { dice } from "../mock/invented.mjs";
import { MockStudy, Refused } from "../mock/study.mjs";
import { equal, holds, test } from "./registry.ts";

const LENGTH = 3000;

function study(): any {
  const codes = ["a", "b", "c"].map((id, hue) => ({
    id, parent: null, path: [id], name: id, plain: id, handle: "", definition: "", when: "", when_not: "", example: "", hue,
  }));
  const text = { version: "v1", title: "", ref: "", kind: "", words: "x".repeat(LENGTH), turns: [], marks: [], voices: [] };
  return new (MockStudy as any)({ text, codes, people: [{ id: "m1", name: "Lea" }, { id: "m2", name: "Cody" }],
    questions: [["Q01", "How did you come here?"], ["Q06", "What is a usual day?"]] });
}

function load(model: Model, at: any): void {
  model.version = at.text.version;
  model.load(structuredClone(at.codingsAnswer()), { ...at.beside(), marks: at.marksAnswer() }, at.entry);
}

let made = 0;
const fresh = () => `x${++made}`;

function apply(start: number, end: number, code: string, path?: string[]): Act {
  return { kind: "apply", act: fresh(), tried: false, code: path ? fresh() : code, path, called: "", meant: null, version: "v1", temporary: fresh(), joins: [],
    drawn: { start, end }, start, end, standpoint: "", stance: "" };
}

/** One reader on a network that loses questions, loses answers, and answers late. */
class Desk {
  readonly model: Model;
  readonly sender: Sender;
  refusals: string[] = [];

  constructor(readonly at: any, readonly me: Id, readonly roll: () => number, public bad = 0.25) {
    this.model = new Model(me);
    load(this.model, at);
    this.sender = new Sender({ send: (act, real) => this.send(act, real), freshToken: async () => true }, this.model, {
      done: (act, answer) => void this.model.confirm(act, answer),
      refused: (act, _status, sentence) => {
        this.refusals.push(sentence);
        this.model.refuse(act);
      },
      state: () => {},
    }, 2);
  }

  async send(act: Act, real: (id: Id) => Id): Promise<Answer<ActAnswer>> {
    await pause(this.roll() * 3);
    if (this.roll() < this.bad) return { kind: "lost" };
    const answer = this.does(act, real);
    await pause(this.roll() * 3);
    return this.roll() < this.bad ? { kind: "lost" } : answer; // done, and nobody hears of it
  }

  does(act: Act, real: (id: Id) => Id): Answer<ActAnswer> {
    try {
      const { at, me } = this;
      const body: any = { act_id: act.act };
      if (act.kind === "apply") {
        const which = act.path ? { path: act.path } : { code: real(act.code) };
        return done(at.apply(me, { ...body, ...which, version: act.version, start: act.start, end: act.end }));
      }
      if (act.kind === "change") return done(at.change(me, real(act.coding), { ...body, ...act.patch, version: act.version }));
      if (act.kind === "remove") return done(at.remove(me, real(act.coding), body));
      if (act.kind === "mark") return done(at.mark(me, act.what, { ...body, version: act.version, start: act.start, end: act.end, question: act.label || undefined }));
      if (act.kind === "unmark") return done(at.unmark(me, real(act.mark), body));
      if (act.kind === "undo") return done(at.undo(me, { ...body, of: act.of }));
      if (act.kind === "redo") return done(at.redo(me, { ...body, of: act.of }));
      return act.kind === "memo" ? done(at.memo(me, { ...body, ...act.memo })) : { kind: "lost" };
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      return { kind: "refused", status: (problem as any).status, sentence: (problem as any).sentence };
    }
  }

  async poll(): Promise<void> {
    const since = this.model.entry;
    await pause(this.roll() * 3);
    if (this.roll() < this.bad) return;
    const answer = this.at.feed(since, this.me);
    await pause(this.roll() * 4);
    if (this.roll() < this.bad) return;
    this.model.feed(answer);
  }

  act(): void {
    const { model, roll } = this;
    const start = Math.floor(roll() * (LENGTH - 50));
    const end = start + 1 + Math.floor(roll() * 49);
    const shown = [...model.shown.all()];
    const one = shown[Math.floor(roll() * shown.length)];
    if (roll() < 0.3) return this.marks(start, end);
    const kind = roll();
    if (kind < 0.55 || !one) model.begin(apply(start, end, "abc"[Math.floor(roll() * 3)], roll() < 0.15 ? [`new ${Math.floor(roll() * 4)}`] : undefined));
    else if (kind < 0.7) model.begin({ kind: "remove", act: fresh(), tried: false, coding: one.id });
    else if (kind < 0.85) model.begin({ kind: "change", act: fresh(), tried: false, coding: one.id, version: "v1", patch: { start, end } });
    else model.turn(kind < 0.95 ? "undo" : "redo", { act: fresh(), tried: false });
    this.sender.go();
  }

  private marks(start: number, end: number): void {
    const { model, roll } = this;
    const one = model.marks.shown[Math.floor(roll() * model.marks.shown.length)];
    if (one && roll() < 0.4) model.begin({ kind: "unmark", act: fresh(), tried: false, what: one.what, mark: one.id });
    else model.begin(mark(start, end + 100, ["", "Q01", "Q06"][Math.floor(roll() * 3)]));
    this.sender.go();
  }
}

const mark = (start: number, end: number, label: string): Extract<Act, { kind: "mark" }> =>
  ({ kind: "mark", act: fresh(), tried: false, what: label ? "answer" : "bystander", label, version: "v1", meant: null, temporary: fresh(), start, end });

const marksOf = (model: Model) => model.marks.shown.map(({ id, what, label, start, end }) => [id, what, label, start, end].join(" ")).sort().join("\n");

const done = (data: ActAnswer): Answer<ActAnswer> => ({ kind: "done", data: structuredClone(data) });
const pause = (ms: number) => new Promise<void>((ready) => setTimeout(ready, ms));

test("my act is shown at once as pending, and stays in its lane when it is real", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  model.begin(apply(0, 50, "a"));
  const act = apply(10, 20, "b") as Extract<Act, { kind: "apply" }>;
  model.begin(act);
  const waiting = model.shown.get(act.temporary)!;
  equal([waiting.pending, waiting.start, waiting.end, waiting.lane], [true, 10, 20, 1]);
  const answer = at.apply("m1", { act_id: act.act, version: "v1", code: "b", start: 10, end: 20 });
  model.confirm(act, answer);
  holds(!model.shown.get(act.temporary), "the waiting one is gone");
  const real = model.shown.get(answer.coding.id)!;
  equal([real.pending, real.lane], [false, 1]);
});

test("the same code on overlapping words is one coding, at once and when confirmed", () => {
  const at = study();
  at.apply("m1", { act_id: "p", version: "v1", code: "a", start: 0, end: 30 });
  at.apply("m1", { act_id: "q", version: "v1", code: "a", start: 60, end: 90 });
  const model = new Model("m1");
  load(model, at);
  const act = apply(20, 70, "a");
  model.begin(act);
  equal([...model.shown.all()].map(({ start, end }) => [start, end]), [[0, 90]]);
  model.confirm(act, at.apply("m1", { act_id: act.act, version: "v1", code: "a", start: 20, end: 70 }));
  equal(model.summary(), at.summary());
  equal(model.shown.size, 1);
});

test("an answer that comes after a later feed brings nothing back", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  const act = apply(0, 9, "a");
  model.begin(act);
  const answer = at.apply("m1", { act_id: act.act, version: "v1", code: "a", start: 0, end: 9 });
  at.remove("m2", answer.coding.id, { act_id: "r" });
  model.feed(at.feed(100, "m1"));
  model.confirm(act, answer);
  equal(model.summary(), "");
});

test("a feed that is older than an answer takes nothing away", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  const late = at.feed(100, "m1");
  const act = apply(0, 9, "a");
  model.begin(act);
  model.confirm(act, at.apply("m1", { act_id: act.act, version: "v1", code: "a", start: 0, end: 9 }));
  model.feed(late);
  equal(model.summary(), at.summary());
  model.feed(at.feed(model.entry, "m1"));
  equal(model.summary(), at.summary());
});

test("a refused act leaves no trace, and what stood on it goes too", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  const first = apply(0, 9, "", ["brand new"]) as Extract<Act, { kind: "apply" }>;
  model.begin(first);
  model.begin(apply(20, 30, first.code));
  model.begin({ kind: "change", act: fresh(), tried: false, coding: first.temporary, version: "v1", patch: { end: 12 } });
  equal(model.shown.get(first.temporary)!.end, 12);
  model.refuse(first);
  equal([model.queue.length, model.shown.size, model.tree().length], [0, 0, 3]);
});

test("an undo that waits names the act it is of, and falls with it: it takes back no other", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  const [first, second] = [apply(0, 9, "a"), apply(20, 29, "b")];
  model.begin(first);
  model.confirm(first, at.apply("m1", { act_id: first.act, version: "v1", code: "a", start: 0, end: 9 }));
  model.begin({ ...second, tried: true });
  const asked = model.queue[0];
  model.turn("undo", { act: "u1", tried: false });
  model.turn("undo", { act: "u2", tried: false });
  model.turn("redo", { act: "r2", tried: false });
  model.turn("redo", { act: "r1", tried: false });
  model.turn("undo", { act: "u3", tried: false });
  equal(model.queue.slice(1).map((one) => (one.kind === "undo" || one.kind === "redo") && one.of), [second.act, undefined, "u2", "u1", "r1"]);
  const { fell } = model.refuse(asked);
  equal([model.queue.map(({ act }) => act), fell], [["u2", "r2"], []]);
});

test("what was taken back and done again is wanted, where it was refused; what was taken back is not", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  const code = apply(0, 9, "", ["brand new"]) as Extract<Act, { kind: "apply" }>;
  const change: Act = { kind: "change", act: fresh(), tried: true, coding: code.temporary, version: "v1", patch: { end: 12 } };
  for (const act of [code, change]) model.begin(act);
  model.turn("undo", { act: "u1", tried: false });
  equal([model.refuse(code).fell, code.end, model.queue.length], [[code], 9, 0]);
  model.begin(code);
  model.turn("undo", { act: "u2", tried: false });
  model.turn("redo", { act: "r2", tried: false });
  equal([model.refuse(code).fell, model.queue.length], [[code], 0]);
});

test("a page knows that more is another than what was done since: fewer entries, or another sign", () => {
  const at = study();
  const model = new Model("m1");
  model.version = at.text.version;
  model.load(structuredClone(at.codingsAnswer()), at.beside(), at.entry, at.sign());
  const told = () => {
    const since = model.entry;
    const answer = at.feed(since, "m1", Date.now(), model.seen);
    return model.isOutdated(answer, since) || (model.feed(answer), false);
  };
  at.apply("m2", { act_id: "p", version: "v1", code: "a", start: 0, end: 9 });
  equal([told(), told(), model.seen], [false, false, at.sign()]);
  at.sight = "blind";
  equal(told(), true);
  model.seen = ""; // of a program that says nothing of it
  equal(told(), false);
  at.entry0 -= 40;
  equal(told(), true);
});

test("a code that somebody deleted is gone; one of mine that waits stays", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  const act = apply(0, 9, "", ["brand new"]);
  model.begin(act);
  at.codes.delete("b");
  at.record("m2", "Cody deleted a code.", [], { codes: ["b"] });
  const touched = model.feed(at.feed(model.entry, "m1"));
  equal([touched.codes, model.tree().map(({ name }) => name)], [true, ["a", "c", "brand new"]]);
});

test("codes that somebody made, named anew or moved stand where they stand for everybody", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  const told = (...codes: string[]) => {
    at.record("m2", "Cody changed the codebook.", [], { codes });
    model.feed(at.feed(model.entry, "m1"));
    return model.tree().map(({ name, parent }) => (parent ? `${parent}/${name}` : name));
  };
  const put = (...rows: any[]) => (at.codes = new Map(rows.map((code) => [code.id, code])));
  const [a, b, c] = at.codes.values();
  const [d, e, f] = ["d", "e", "f"].map((id) => ({ ...a, id, name: id, parent: id === "d" ? null : "c" }));
  put(d, a, b, c, e, f);
  equal(told("d", "e", "f"), ["d", "a", "b", "c", "c/e", "c/f"]);
  put(d, a, { ...b, name: "B" }, c, f, e);
  equal(told("b", "e", "f"), ["d", "a", "B", "c", "c/f", "c/e"]);
  put(c, { ...d, parent: "c" }, f, e, a, b);
  equal(told("c", "d", "b", "e", "f"), ["c", "c/d", "c/f", "c/e", "a", "b"]);
});

test("a memo that an answer told of is not lost to a feed that is older", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  at.memo("m2", { act_id: "p", kind: "code", title: "Theirs", body: "", about: [] });
  const late = at.feed(model.entry, "m1");
  const act: Act = { kind: "memo", act: fresh(), tried: false, memo: { kind: "code", title: "Mine", body: "", about: [] } };
  model.begin(act);
  model.confirm(act, at.memo("m1", { act_id: act.act, ...act.memo }));
  model.feed(late);
  equal([...model.memos.values()].map(({ title }) => title).sort(), ["Mine", "Theirs"]);
});

test("what stood on a refused code falls with it, whole: each act can make the code, a change is in what it changed", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  const first = apply(0, 9, "", ["brand new"]) as Extract<Act, { kind: "apply" }>;
  const second = apply(20, 30, first.code) as Extract<Act, { kind: "apply" }>;
  const memo: Act = { kind: "memo", act: fresh(), tried: false, memo: { kind: "code", title: "Why", body: "", about: [{ table: "coding.coding", row: first.temporary }] } };
  for (const act of [first, second, memo]) model.begin(act);
  model.begin({ kind: "change", act: fresh(), tried: false, coding: second.temporary, version: "v1", meant: null, patch: { end: 33 } });
  const { fell } = model.refuse(first);
  equal(fell, [first, second, memo]);
  equal([second.path, second.end, model.queue.length, model.shown.size], [["brand new"], 33, 0, 0]);
});

test("acts that wait call a coding by the program's id as soon as it has one", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  const act = apply(0, 9, "a") as Extract<Act, { kind: "apply" }>;
  model.begin(act);
  model.begin({ kind: "change", act: fresh(), tried: false, coding: act.temporary, version: "v1", patch: { code: "b" } });
  model.begin({ kind: "memo", act: fresh(), tried: false, memo: { kind: "code", title: "Why", body: "", about: [{ table: "coding.coding", row: act.temporary }] } });
  const answer = at.apply("m1", { act_id: act.act, version: "v1", code: "a", start: 0, end: 9 });
  model.confirm(act, answer);
  holds(!JSON.stringify(model.queue).includes(act.temporary), "no waiting id is left");
  equal(model.shown.get(answer.coding.id)!.code, "b");
});

test("an answer about a newer text leaves a coding where it is drawn", () => {
  const at = study();
  at.apply("m1", { act_id: "p", version: "v1", code: "a", start: 0, end: 30 });
  const model = new Model("m1");
  load(model, at);
  const [coding] = model.shown.all();
  const act: Act = { kind: "change", act: fresh(), tried: false, coding: coding.id, version: "v1", patch: { code: "b" } };
  model.begin(act);
  model.confirm(act, { entry: 999, coding: { ...coding, code: "b", start: 50, end: 80, version: "v2" } });
  const now = model.shown.get(coding.id)!;
  equal([now.code, now.start, now.end], ["b", 0, 30]);
});

test("a code made offline is one code, however often it was used before it was known", async () => {
  const at = study();
  const desk = new Desk(at, "m1", dice(3), 0);
  const first = apply(0, 9, "", ["brand new"]) as Extract<Act, { kind: "apply" }>;
  desk.model.begin(first);
  desk.model.begin(apply(20, 30, first.code));
  desk.model.begin(apply(40, 50, first.code));
  desk.sender.go();
  await until(() => !desk.model.queue.length);
  equal(at.codes.size, 4);
  equal(desk.model.summary(), at.summary());
  equal(desk.refusals, []);
});

test("retries: an act whose answer was lost three times happens once", async () => {
  const at = study();
  const desk = new Desk(at, "m1", dice(1), 0);
  let lost = 3;
  const send = desk.send.bind(desk);
  desk.send = async (act, real) => {
    const answer = await send(act, real);
    return lost-- > 0 ? { kind: "lost" } : answer;
  };
  desk.model.begin(apply(0, 9, "a"));
  desk.sender.go();
  await until(() => !desk.model.queue.length);
  equal([at.entries.length, at.codings.size], [1, 1]);
  equal(desk.model.summary(), at.summary());
});

test("two readers on a bad line, in any interleaving, end equal to each other and to the program", async () => {
  await Promise.all(Array.from({ length: 12 }, async (_, seed) => {
    const at = study();
    const desks = ["m1", "m2"].map((me, index) => new Desk(at, me, dice(seed * 10 + index)));
    for (let turn = 0; turn < 60; turn++) {
      for (const desk of desks) {
        if (desk.roll() < 0.7) desk.act();
        if (desk.roll() < 0.5) void desk.poll();
      }
      await pause(2);
    }
    for (const desk of desks) desk.bad = 0;
    await until(() => desks.every(({ model }) => !model.queue.length));
    for (const desk of desks) {
      await pause(10); // polls under way
      await desk.poll();
      await desk.poll();
      equal(desk.model.summary(), at.summary(), `seed ${seed}, ${desk.me}`);
      equal(marksOf(desk.model), at.marksSummary(), `marks, seed ${seed}, ${desk.me}`);
      holds([...desk.model.shown.all(), ...desk.model.marks.shown].every(({ pending }) => !pending), "nothing pending");
    }
  }));
});

test("a mark is shown at once, and taken off by the program's id as soon as it has one", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  const act = mark(10, 20, "");
  holds(model.begin(act).marks, "it is told that marks are others now");
  equal(model.marks.shown.map(({ what, start, end, pending }) => [what, start, end, pending]), [["bystander", 10, 20, true]]);
  model.begin({ kind: "unmark", act: fresh(), tried: false, what: "bystander", mark: act.temporary });
  equal(model.marks.shown, []);
  const answer = at.mark("m1", "bystander", { act_id: act.act, version: "v1", start: 10, end: 20 });
  model.confirm(act, answer);
  equal(model.marks.shown, []);
  const off = model.queue[0] as Extract<Act, { kind: "unmark" }>;
  equal(off.mark, answer.mark.id);
  model.confirm(off, at.unmark("m1", off.mark, { act_id: off.act }));
  model.feed(at.feed(model.entry, "m1"));
  equal([marksOf(model), at.marksSummary()], ["", ""]);
});

test("marks that touch and are alike are one, at once and when confirmed; others stay beside each other", () => {
  const at = study();
  at.mark("m2", "answer", { act_id: "p", version: "v1", question: "Q06", start: 0, end: 10 });
  at.mark("m2", "answer", { act_id: "q", version: "v1", question: "Q01", start: 5, end: 15 });
  const model = new Model("m1");
  load(model, at);
  const act = mark(10, 20, "Q06");
  model.begin(act);
  const stand = () => model.marks.shown.map(({ label, start, end }) => [label, start, end]);
  equal(stand(), [["Q06", 0, 20], ["Q01", 5, 15]]);
  model.confirm(act, at.mark("m1", "answer", { act_id: act.act, version: "v1", question: "Q06", start: 10, end: 20 }));
  equal(stand(), [["Q06", 0, 20], ["Q01", 5, 15]]);
  equal(marksOf(model), at.marksSummary());
  equal(model.marks.on({ start: 16, end: 30 }, "answer").map(({ label }) => label), ["Q06"]);
  equal([model.marks.called("Q06"), model.marks.called("Q99")], ["Q06 What is a usual day?", "Q99"]);
});

test("a feed that is older than an answer takes no mark away, and what others took off is gone", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  at.mark("m2", "bystander", { act_id: "p", version: "v1", start: 50, end: 60 });
  const late = at.feed(model.entry, "m1");
  const act = mark(10, 20, "");
  model.begin(act);
  model.confirm(act, at.mark("m1", "bystander", { act_id: act.act, version: "v1", start: 10, end: 20 }));
  model.feed(late);
  equal(marksOf(model), at.marksSummary());
  const [mine] = model.marks.shown;
  at.unmark("m2", mine.id, { act_id: "q" });
  model.feed(at.feed(model.entry, "m1"));
  equal(model.marks.shown.map(({ start }) => start), [50]);
});

test("a mark that is refused leaves no trace, nor what was to take it off; marks wait for a reader that had none", () => {
  const at = study();
  const model = new Model("m1");
  load(model, at);
  const act = mark(10, 20, "Q01");
  model.begin(act);
  model.begin({ kind: "unmark", act: fresh(), tried: false, what: "answer", mark: act.temporary });
  model.refuse(act);
  equal([model.queue.length, model.marks.shown.length], [0, 0]);
  model.begin(mark(30, 40, ""));
  load(model, at);
  equal(model.marks.shown.map(({ start, pending }) => [start, pending]), [[30, true]]);
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 2000) throw new Error("Waited too long.");
    await pause(3);
  }
}
