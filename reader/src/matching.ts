/** Which codes are meant by a few letters: over plain name, full name, handle and definition. */

import type { Code, Id } from "./types.ts";

/** Things whose names have all the letters written, the likeliest first; all of them where nothing is written. */
export function namesLike<T extends { called: string }>(things: readonly T[], query: string): T[] {
  const parts = plainly(query).split(/\s+/).filter(Boolean);
  if (!parts.length) return [...things];
  const worth = (name: string, part: string) => (name.startsWith(part) ? 3 : startsWord(name, part) ? 2 : Number(name.includes(part)));
  return things.map((thing, place) => ({ thing, place, worth: Math.min(...parts.map((part) => worth(plainly(thing.called), part))) }))
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth || a.place - b.place)
    .map(({ thing }) => thing);
}

/** Letters without case and accents, for comparing. */
export function plainly(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

interface Prepared {
  code: Code;
  handle: string;
  plain: string;
  full: string;
  meaning: string;
}

export class Matcher {
  private readonly prepared: Prepared[];

  constructor(codes: readonly Code[]) {
    this.prepared = codes.map((code) => ({
      code,
      handle: plainly(code.handle),
      plain: plainly(code.plain || code.name),
      full: plainly(code.path.join(" ")),
      meaning: plainly([code.definition, code.when, code.example].join(" ")),
    }));
  }

  /** The codes that are meant, the likeliest first. `favoured` breaks ties: recent ones before others. */
  find(query: string, favoured: readonly Id[] = []): Code[] {
    const parts = plainly(query).split(/\s+/).filter(Boolean);
    if (!parts.length) return [];
    const favour = (code: Code) => (favoured.includes(code.id) ? 3 : 0);
    return this.prepared
      .map((one, place) => ({ code: one.code, place, worth: worth(one, parts) }))
      .filter(({ worth }) => worth > 0)
      .sort((a, b) => b.worth + favour(b.code) - a.worth - favour(a.code) || a.place - b.place)
      .map(({ code }) => code);
  }
}

/** Every part must be found somewhere; the worst place counts, so one stray letter does not lift a code. */
function worth(one: Prepared, parts: string[]): number {
  return Math.min(...parts.map((part) => partWorth(one, part)));
}

function partWorth({ handle, plain, full, meaning }: Prepared, part: string): number {
  if (handle && handle === part) return 100;
  if (plain === part) return 95;
  if (plain.startsWith(part)) return 80;
  if (startsWord(plain, part)) return 60;
  if (handle.startsWith(part)) return 55;
  if (startsWord(full, part)) return 45;
  if (plain.includes(part)) return 35;
  if (full.includes(part)) return 25;
  return startsWord(meaning, part) ? 10 : 0;
}

function startsWord(text: string, part: string): boolean {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1])) return true;
  }
  return false;
}

/** Nine places for recent codes. A code keeps its place, and so its digit, until it is the one longest unused. */
export class Recent {
  readonly places: (Id | null)[] = Array(9).fill(null);
  last: Id | null = null;
  private used: Id[] = []; // the latest first

  use(id: Id): void {
    this.last = id;
    this.used = [id, ...this.used.filter((one) => one !== id)];
    if (this.places.includes(id)) return;
    const empty = this.places.indexOf(null);
    const oldest = this.used.filter((one) => this.places.includes(one)).at(-1);
    this.places[empty >= 0 ? empty : this.places.indexOf(oldest ?? null)] = id;
  }

  /** The program's name for a code that was new. */
  rename(from: Id, to: Id): void {
    const new_ = (id: Id | null) => (id === from ? to : id);
    this.places.forEach((id, index) => (this.places[index] = new_(id)));
    this.used = this.used.map((id) => new_(id)!);
    this.last = new_(this.last);
  }

  forget(id: Id): void {
    this.places.forEach((one, index) => one === id && (this.places[index] = null));
    this.used = this.used.filter((one) => one !== id);
    if (this.last === id) this.last = this.used[0] ?? null;
  }
}
