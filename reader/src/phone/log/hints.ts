/** What looks as if it told who somebody was: a capital letter in mid-sentence, four digits and more. Simple on purpose: it
 *  works without a network, nothing leaves the device for it, and all that comes of it is one question. */

const NUMBER = /\d(?:[\s./-]?\d){3,}/gu;
const NAME = /\p{Lu}[\p{L}’'-]*\p{L}(?:\s+\p{Lu}[\p{L}’'-]*\p{L})*/gu;
const MID = /[\p{L}\p{N},;)][”"’']?\s+[“"‘'(]?$/u; // what stands before a word in mid-sentence
const SHOUTED = /^\p{Lu}{2,4}$/u; // GP, TV
const I = /^I[’'](?:m|d|ll|ve)$/u;
const NOUNS = ["de", "gsw", "lb"]; // languages that write every noun so

export function telling(text: string, language: string): string[] {
  const numbers = [...text.matchAll(NUMBER)].map(([found]) => found);
  if (NOUNS.includes(language.split("-")[0])) return once(numbers);
  const calendar = daysAndMonths(language);
  const names = [...text.matchAll(NAME)].filter(({ index }) => MID.test(text.slice(0, index))).map(([found]) => found);
  return once([...names.filter((one) => !SHOUTED.test(one) && !I.test(one) && !calendar.has(one.toLowerCase())), ...numbers]);
}

const once = (words: string[]): string[] => [...new Set(words)];

function daysAndMonths(language: string): Set<string> {
  const called = (way: Intl.DateTimeFormatOptions, at: Date) => new Intl.DateTimeFormat(language, { ...way, timeZone: "UTC" }).format(at).toLowerCase();
  const days = Array.from({ length: 7 }, (_, day) => called({ weekday: "long" }, new Date(Date.UTC(2024, 0, day + 1))));
  const months = Array.from({ length: 12 }, (_, month) => called({ month: "long" }, new Date(Date.UTC(2024, month, 1))));
  return new Set([...days, ...months]);
}
