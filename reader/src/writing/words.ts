/** What this page says: the same way of saying, with words of its own (`doors/web/writing_words.py`). */

import { say as sayAny, sayCount as sayAnyCount } from "../words.ts";
import type english from "./words.json";

export type Key = Exclude<keyof typeof english, "plural">;

export const say = sayAny as (key: Key, fills?: Record<string, string | number>) => string;
export const sayCount = sayAnyCount as (key: Key, count: number, fills?: Record<string, string | number>) => string;
