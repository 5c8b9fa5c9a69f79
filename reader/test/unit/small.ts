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

test("the page's own words replace ours, with its own plural rules", () => {
  const block = document.createElement("script");
  block.type = "application/json";
  block.id = "reader-words";
  block.textContent = JSON.stringify({ undo: "Cofnij", "memos.one": "{count} notatka", "memos.few": "{count} notatki", "memos.many": "{count} notatek" });
  document.head.append(block);
  document.documentElement.lang = "pl";
  readWords(document);
  equal([say("undo"), say("redo"), sayCount("memos", 1), sayCount("memos", 3), sayCount("memos", 5)], ["Cofnij", "Redo", "1 notatka", "3 notatki", "5 notatek"]);
  block.remove();
  document.documentElement.lang = "en";
  readWords(document);
});

test("times", () => {
  equal([clock(3000), clock(65_000), clock(3_723_000)], ["0:03", "1:05", "1:02:03"]);
});
