import { handed, logWork, type Entry } from "../../src/phone/log/entry.ts";
import { telling } from "../../src/phone/log/hints.ts";
import { equal, test } from "./registry.ts";

const asked = { not_for: "", fields: [{ id: "what", kind: "some", label: "", hint: "", needed: true, most: 3, tick: null, options: [{ id: "talk", label: "Talking, listening" }] }] } as Parameters<typeof logWork>[0];
const { kind } = logWork(asked)("study");
const entry = (more: Partial<Entry> = {}): Entry => ({ ...kind.blank(), ...more });

test("in a log, a capital letter in mid-sentence and four digits and more are asked about", () => {
  equal(telling("We sat with Warren and Mrs. Duffy, then phoned 555-0142.", "en"), ["Warren", "Mrs", "555-0142"]);
  equal(telling("went to Harrow Lane; waited", "en"), ["Harrow Lane"]);
  equal(telling("fuimos con Álvaro, el lunes, a las 10", "es"), ["Álvaro"]);
  equal(telling("twice: 12 34 56", "en"), ["12 34 56"]);
});

test("in a log, how a sentence begins, days, months, what is shouted, I and three digits are not", () => {
  equal(telling("Nobody asked. Then I said I'm here. On Friday, in March, a GP came at 9 with 120 forms", "en"), []);
  equal(telling("“We know,” she said.\nSoup came. Bread!", "en"), []);
  equal(telling("ein Mann am Fenster", "de"), []);
});

test("an entry of a log is empty while nothing is in it, and is known again by its moment", () => {
  equal([kind.isEmpty(entry()), kind.isEmpty(entry({ moment: "  " })), kind.isEmpty(entry({ what: ["talk"] })), kind.isEmpty(entry({ me: "ok" }))], [true, true, false, false]);
  equal([kind.first(entry({ what: ["talk"] })), kind.first(entry({ moment: " Soup. " }))], ["Talking, listening", "Soup."]);
});

test("the other's words go with an entry only where they said so, and what is for the page alone never goes", () => {
  const said = handed("id", entry({ words: "the sea" })) as Record<string, unknown>;
  equal([said.words, said.ok_words, Object.keys(said).sort()], ["", false, ["barrier", "day", "id", "lead", "me", "moment", "ok_words", "used", "what", "words"]]);
  equal((handed("id", entry({ words: "the sea", ok_words: true })) as Record<string, unknown>).words, "the sea");
});
