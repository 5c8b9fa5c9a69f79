/** Sweeps marked stretches into segments, and gives each coding a lane that it keeps. */

import type { Span } from "./types.ts";

export interface Segment<T> extends Span {
  things: T[];
}

/** Cut `from` to `to` wherever a thing starts or ends. Segments that nothing covers are left out. */
export function segments<T extends Span>(things: readonly T[], from: number, to: number): Segment<T>[] {
  const cuts = new Set<number>([from, to]);
  for (const { start, end } of things) {
    if (start > from && start < to) cuts.add(start);
    if (end > from && end < to) cuts.add(end);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const waiting = [...things].sort((a, b) => a.start - b.start);
  const result: Segment<T>[] = [];
  let active: T[] = [];
  let next = 0;
  for (let index = 0; index + 1 < edges.length; index++) {
    const start = edges[index];
    active = active.filter((thing) => thing.end > start);
    while (next < waiting.length && waiting[next].start <= start) {
      if (waiting[next].end > start) active.push(waiting[next]);
      next += 1;
    }
    if (active.length) result.push({ start, end: edges[index + 1], things: [...active] });
  }
  return result;
}

export interface Laned extends Span {
  id: string;
  lane: number;
  asked?: number; // when a query last met it
}

/** Two codings on one line must not share a lane, so each keeps about a line clear around itself. */
export const CLEAR = 60;
const BUCKET = 12; // 4,096 code points

/** Codings by place: what lies on a stretch is found by looking into a few buckets, whatever the length of the text. */
export class Store<T extends Laned> {
  private readonly byId = new Map<string, T>();
  private readonly buckets: T[][] = [];
  private asked = 0;

  get size(): number {
    return this.byId.size;
  }

  get(id: string): T | undefined {
    return this.byId.get(id);
  }

  all(): IterableIterator<T> {
    return this.byId.values();
  }

  /** Fill an empty store. Lanes are given in one sweep: the lowest that is free, longer codings first. */
  fill(things: T[]): void {
    const ends: number[] = [];
    const order = [...things].sort((a, b) => a.start - b.start || b.end - a.end);
    for (const thing of order) {
      let lane = 0;
      while (lane < ends.length && ends[lane] > thing.start) lane += 1;
      thing.lane = lane;
      ends[lane] = thing.end + CLEAR;
      this.place(thing);
    }
  }

  /** Add one; it takes `lane` where that is free, else the lowest free one. No other coding moves. */
  add(thing: T, lane = -1): void {
    const taken = new Set<number>();
    for (const other of this.on(thing.start - CLEAR, thing.end + CLEAR)) taken.add(other.lane);
    thing.lane = lane;
    if (lane < 0 || taken.has(lane)) for (thing.lane = 0; taken.has(thing.lane); ) thing.lane += 1;
    this.place(thing);
  }

  remove(id: string): T | undefined {
    const thing = this.byId.get(id);
    if (!thing) return undefined;
    this.byId.delete(id);
    for (let index = thing.start >> BUCKET; index <= (thing.end - 1) >> BUCKET; index++) {
      const bucket = this.buckets[index];
      bucket.splice(bucket.indexOf(thing), 1);
    }
    return thing;
  }

  /** All that share at least one code point with `start` to `end`, in no order. */
  on(start: number, end: number): T[] {
    const found: T[] = [];
    const asked = ++this.asked;
    const last = Math.min((end - 1) >> BUCKET, this.buckets.length - 1);
    for (let index = Math.max(0, start >> BUCKET); index <= last; index++) {
      for (const thing of this.buckets[index] ?? []) {
        if (thing.asked === asked || thing.start >= end || thing.end <= start) continue;
        thing.asked = asked;
        found.push(thing);
      }
    }
    return found;
  }

  private place(thing: T): void {
    this.byId.set(thing.id, thing);
    for (let index = thing.start >> BUCKET; index <= (thing.end - 1) >> BUCKET; index++) {
      (this.buckets[index] ??= []).push(thing);
    }
  }
}

/** In the order in which one meets them: by start, the longer first, then by lane. */
export function inOrder(a: Laned, b: Laned): number {
  return a.start - b.start || b.end - a.end || a.lane - b.lane;
}
