/** What the phone's pages say: `doors/web/phone_words.py` and `log_words.py`, delivered in the shell. */

import { say as sayAny, sayCount as countAny } from "../words.ts";
import type log from "./log/words.json";
import type english from "./words.json";

export type Key = Exclude<keyof typeof english | keyof typeof log, "plural">;
type Fills = Record<string, string | number>;

export const say = sayAny as unknown as (key: Key, fills?: Fills) => string;
export const sayCount = countAny as unknown as (key: Key, count: number, fills?: Fills) => string;

/** The time of day, as the program's pages write it. */
export function clock(at: number, second?: "2-digit"): string {
  return new Date(at).toLocaleTimeString(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", second, hourCycle: "h23" });
}

/** Today the time, else the day with it. */
export function when(at: number): string {
  const day = new Date(at);
  if (day.toDateString() === new Date().toDateString()) return clock(at);
  return `${day.toLocaleDateString(document.documentElement.lang || "en", { day: "numeric", month: "short" })}, ${clock(at)}`;
}

export function megabytes(size: number): string {
  const most = new Intl.NumberFormat(document.documentElement.lang || "en", { maximumFractionDigits: size < 1e6 ? 2 : 1 });
  return say("megabytes", { size: most.format(size / (1024 * 1024)) });
}
