import { named } from "../../src/keys.ts";
import { Matcher, Recent } from "../../src/matching.ts";
import { pathOf } from "../../src/palette.ts";
import { clock } from "../../src/structure.ts";
import type { Code } from "../../src/types.ts";
import { readWords, say, sayCount } from "../../src/words.ts";
import { CODES } from "../mock/invented.mjs";
import { equal, test } from "./registry.ts";

test("the palette finds by plain name, full name, handle and definition, the likeliest first", () => {
  const matcher = new Matcher(CODES as Code[]);
  const first = (query: string) => matcher.find(query)[0]?.plain;
  equal(first("gap"), "What the system leaves out");
  equal(first("listen"), "Listening without fixing");
  equal(first("mech lis"), "Listening without fixing");
  equal(first("been there"), "Having been there");
  equal(first("trust built"), "Trust built slowly");
  equal(matcher.find("zzz"), []);
  equal(matcher.find("one’s own illness").map(({ plain }) => plain), ["Having been there"]);
});

test("accents and case do not matter", () => {
  const one = { ...(CODES[0] as Code), id: "x", plain: "Être là", path: ["Être là"], handle: "" };
  equal(new Matcher([one]).find("etre LA").length, 1);
});

test("recent codes keep their digit; the one longest unused gives way", () => {
  const recent = new Recent();
  for (let index = 1; index <= 9; index++) recent.use(`c${index}`);
  recent.use("c1");
  equal(recent.places.slice(0, 2), ["c1", "c2"]);
  recent.use("new");
  equal(recent.places.slice(0, 3), ["c1", "new", "c3"]);
  equal(recent.last, "new");
  recent.rename("new", "real");
  equal([recent.last, recent.places[1]], ["real", "real"]);
});

test("a slash makes a code under another", () => {
  equal(pathOf("Support / Listening"), ["Support", "Listening"]);
  equal(pathOf("and/or"), ["and/or"]);
});

test("keys are named alike on every keyboard", () => {
  const key = (init: KeyboardEventInit) => named(new KeyboardEvent("keydown", init));
  equal(key({ key: "C", code: "KeyC", shiftKey: true }), "Shift+c");
  equal(key({ key: "с", code: "KeyC" }), "c"); // Cyrillic
  equal(key({ key: "ש", code: "KeyA" }), "a"); // Hebrew
  equal(key({ key: "?", code: "Slash", shiftKey: true }), "?");
  equal(key({ key: "z", code: "KeyZ", metaKey: true }), "Ctrl+z");
  equal(key({ key: "ArrowLeft", altKey: true, shiftKey: true }), "Alt+Shift+ArrowLeft");
});

test("words come from the page, with the plural rules of its language", () => {
  const block = document.getElementById("reader-words")!;
  const english = block.textContent;
  const polish = (count: number) => (count === 1 ? 0 : count % 10 > 1 && count % 10 < 5 && (count % 100 < 10 || count % 100 >= 20) ? 1 : 2);
  const plural = Array.from({ length: 200 }, (_, count) => polish(count)).join("");
  block.textContent = JSON.stringify({ undo: "Cofnij", memos: ["{count} notatka", "{count} notatki", "{count} notatek"], plural });
  document.documentElement.lang = "pl";
  readWords(document);
  const counted = [1, 3, 5, 112, 122].map((count) => sayCount("memos", count));
  equal([say("undo"), ...counted], ["Cofnij", "1 notatka", "3 notatki", "5 notatek", "112 notatek", "122 notatki"]);
  block.textContent = english;
  document.documentElement.lang = "en";
  readWords(document);
  equal([say("undo"), sayCount("memos", 1), sayCount("memos", 1001)], ["Undo", "1 memo", "1,001 memos"]);
});

test("times", () => {
  equal([clock(3000), clock(65_000), clock(3_723_000)], ["0:03", "1:05", "1:02:03"]);
});
