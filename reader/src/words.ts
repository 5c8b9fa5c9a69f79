/** What the reader says. The words are the page's (`doors/web/reader_words.py`), in its language:
 *  `<script type="application/json" id="reader-words">`. `{name}` is filled in. */

import type english from "./words.json";

export type Key = Exclude<keyof typeof english, "plural">;
type Fills = Record<string, string | number>;

let table: Partial<Record<string, string | string[]>> = {};
let figures = new Intl.NumberFormat("en");

/** Take the page's words. */
export function readWords(page: Document, from = "reader-words"): void {
  const block = page.getElementById(from);
  table = block?.textContent ? (JSON.parse(block.textContent) as typeof table) : {};
  figures = new Intl.NumberFormat(page.documentElement.lang || "en");
}

/** The word for `key`, filled in. */
export function say(key: Key, fills: Fills = {}): string {
  const word = table[key];
  return typeof word === "string" ? fill(word, fills) : key;
}

/** The word for a number of things. */
export function sayCount(key: Key, count: number, fills: Fills = {}): string {
  const forms = table[key];
  const form = Number((table.plural as string | undefined)?.[count < 100 ? count : 100 + (count % 100)] ?? 0);
  return Array.isArray(forms) ? fill(forms[form], { ...fills, count: figures.format(count) }) : key;
}

function fill(word: string, fills: Fills): string {
  return word.replace(/\{(\w+)\}/g, (whole, name: string) => String(fills[name] ?? whole));
}
