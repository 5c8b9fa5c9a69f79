/** Times among the words, and the places that are known by them: what is said when. Times are milliseconds. */

export interface Stamp {
  from: number; // UTF-16 units
  to: number;
  at: number;
}

// In brackets or between #: so that “the 10:30 bus” is no time of the recording. As field/sources/extract/labels.py has it.
const STAMP = /[[(#](?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,-](\d{1,3}))?[\])#]/g;

/** Every time that stands among the words, in order. */
export function stampsIn(words: string): Stamp[] {
  return [...words.matchAll(STAMP)].map((found) => {
    const [whole, hours = "0", minutes, seconds, part = ""] = found;
    const at = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(part.padEnd(3, "0"));
    return { from: found.index, to: found.index + whole.length, at };
  });
}

/** 751000 → “[00:12:31]” */
export function stamp(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (figure: number) => String(figure).padStart(2, "0");
  return `[${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}]`;
}

/** A place in the text of which it is known when it was said. */
export interface Known {
  place: number;
  at: number;
  ends?: number | null;
}

/** Between places and times. People correct and cut, so neither order can be taken for granted. */
export class Clock {
  private readonly byPlace: Known[];
  private readonly byTime: Known[];

  constructor(known: Known[]) {
    this.byPlace = [...known].sort((one, other) => one.place - other.place || one.at - other.at);
    this.byTime = [...known].sort((one, other) => one.at - other.at || one.place - other.place);
  }

  get empty(): boolean {
    return !this.byPlace.length;
  }

  /** When the words at a place begin to be said, as far as is known. */
  before(place: number): number | null {
    return this.byPlace.findLast((one) => one.place <= place)?.at ?? null;
  }

  /** When what ends at a place has been said: where it is told, or when the next begins. Null: nobody knows. */
  after(place: number, begun: number): number | null {
    const last = this.byPlace.findLast((one) => one.place < place);
    if (last?.ends && last.ends > begun) return last.ends;
    return this.byPlace.find((one) => one.place >= place && one.at > begun)?.at ?? null;
  }

  /** What is being said at a time. */
  during(at: number): Known | null {
    return this.byTime.findLast((one) => one.at <= at) ?? null;
  }
}
