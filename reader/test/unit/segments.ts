import fc from "fast-check";
import { CLEAR, segments, Store, type Laned } from "../../src/segments.ts";
import { equal, holds, test } from "./registry.ts";

const span = fc.tuple(fc.nat(20_000), fc.integer({ min: 1, max: 3000 })).map(([start, length]) => ({ start, end: start + length }));
const spans = fc.array(span, { maxLength: 60 });
const laned = (list: { start: number; end: number }[]): Laned[] => list.map((one, index) => ({ ...one, id: `i${index}`, lane: 0 }));
const apart = (store: Store<Laned>) => {
  const all = [...store.all()];
  for (const one of all) for (const other of all) {
    if (one !== other && one.lane === other.lane) holds(one.end + CLEAR <= other.start || other.end + CLEAR <= one.start, `lane ${one.lane} is shared`);
  }
};

test("segments cover what is covered, each with all that lie on it", () => {
  fc.assert(fc.property(spans, fc.nat(5000), fc.integer({ min: 1, max: 20_000 }), (list, from, length) => {
    const to = from + length;
    const cut = segments(list, from, to);
    let last = from;
    for (const { start, end, things } of cut) {
      holds(start >= last && end > start && end <= to, "in order");
      last = end;
      equal(new Set(things).size, list.filter((one) => one.start < end && one.end > start).length, "all of them");
      holds(things.every((one) => one.start <= start && one.end >= end), "whole");
    }
    const covered = cut.reduce((sum, { start, end }) => sum + end - start, 0);
    const cells = new Set<number>();
    for (const one of list) for (let at = Math.max(from, one.start); at < Math.min(to, one.end); at += 1) cells.add(at);
    equal(covered, cells.size);
  }), { numRuns: 60 });
});

test("lanes: no two on a line share one, from a sweep or one by one", () => {
  fc.assert(fc.property(spans, spans, (list, more) => {
    const store = new Store<Laned>();
    store.fill(laned(list));
    apart(store);
    const before = new Map([...store.all()].map(({ id, lane }) => [id, lane]));
    more.forEach((one, index) => store.add({ ...one, id: `m${index}`, lane: 0 }));
    apart(store);
    for (const [id, lane] of before) equal(store.get(id)!.lane, lane, "kept its lane");
  }), { numRuns: 60 });
});

test("lanes: taking one away moves no other, and it finds its lane again", () => {
  fc.assert(fc.property(fc.array(span, { minLength: 2, maxLength: 60 }), fc.nat(), (list, which) => {
    const store = new Store<Laned>();
    store.fill(laned(list));
    const gone = store.remove(`i${which % list.length}`)!;
    const { lane } = gone;
    const lanes = [...store.all()].map((one) => [one.id, one.lane]);
    store.add(gone, lane);
    equal(gone.lane, lane);
    equal([...store.all()].filter((one) => one !== gone).map((one) => [one.id, one.lane]), lanes);
  }), { numRuns: 60 });
});

test("the store finds what a stretch meets", () => {
  fc.assert(fc.property(spans, span, (list, asked) => {
    const store = new Store<Laned>();
    store.fill(laned(list));
    const found = store.on(asked.start, asked.end).map(({ id }) => id).sort();
    const wanted = laned(list).filter((one) => one.start < asked.end && one.end > asked.start).map(({ id }) => id).sort();
    equal(found, wanted);
  }), { numRuns: 100 });
});

test("lanes stay few: as many as lie within one line of each other", () => {
  const store = new Store<Laned>();
  store.fill(laned(Array.from({ length: 5000 }, (_, index) => ({ start: index * 100, end: index * 100 + 700 }))));
  holds(Math.max(...[...store.all()].map(({ lane }) => lane)) < 9, "at most 8 lanes for depth 7 and air");
});
