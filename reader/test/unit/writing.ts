import { stretches, withCut } from "../../src/writing/cutting.ts";
import { toBlocks, toDocument } from "../../src/writing/convert.ts";
import { Saving, type State } from "../../src/writing/saving.ts";
import type { Sent } from "../../src/writing/server.ts";
import { keyOf, type Block, type Piece, type Written } from "../../src/writing/types.ts";
import type { Answer } from "../../src/api.ts";
import { equal, holds, test, tests } from "./registry.ts";

const CLAIM: Piece = { type: "claim", value: "1" };
const sign = (place: number) => String.fromCodePoint(0xf0000 + place);

test("a document is the same when it was written on and nothing was changed", () => {
  const blocks: Block[] = [
    { type: "heading", text: "What was found", inside: [], level: 2 },
    { type: "paragraph", text: `a \ue000b \ue002c\ue003\ue001${sign(0)} d ${sign(1)}`, inside: [CLAIM, { type: "note", text: "e" }] },
    { type: "quote", text: sign(0), inside: [{ type: "excerpt", value: "2", mark: "m", cuts: [{ type: "cut", from: 0, to: 3, words: "" }] }] },
    { type: "item", text: "👨‍👩‍👧 مرحبا", inside: [], form: "number" },
    { type: "figure", text: "", inside: [], form: "saturation" },
  ];
  equal(toBlocks(toDocument(blocks)), [blocks[0], { ...blocks[1], text: `a \ue000b \ue001\ue000\ue002c\ue003\ue001${sign(0)} d ${sign(1)}` }, ...blocks.slice(2)]);
});

test("signs without a fellow, and signs of no piece, are borne", () => {
  const [block] = toBlocks(toDocument([{ type: "paragraph", text: `a\ue001\ue000b${sign(7)}`, inside: [] }]));
  equal(block.text, "a\ue000b\ue001");
});

test("an empty document is a line to write on, and that line is not kept", () => {
  equal(toDocument([]).childCount, 1);
  equal(toBlocks(toDocument([])), []);
});

test("what is left out is counted in code points, whatever the browser counts in", () => {
  const words = "👨‍👩‍👧 Soup, and a spare key.";
  const start = words.indexOf("Soup");
  const cuts = withCut(words, [], start, start + 4, "");
  equal(cuts[0], { type: "cut", from: 6, to: 10, words: "" });
  equal(stretches(words, cuts).map((one) => one.words), ["👨‍👩‍👧 ", "[…]", ", and a spare key."]);
});

test("a further cut takes the place of those it overlaps, and leaves the others", () => {
  const words = "one two three four";
  const two = withCut(words, withCut(words, [], 0, 3, ""), 8, 13, "her");
  equal(stretches(words, two).map((one) => one.words).join(""), "[…] two [her] four");
  equal(stretches(words, withCut(words, two, 3, 11, "")).map((one) => one.words).join(""), "[…] […]ee four");
});

test("a piece is known by what it names, a citation by all that is in it", () => {
  equal(keyOf(CLAIM), "claim:1");
  equal(keyOf({ type: "citation", works: [{ type: "work", value: "1", page: "12" }, { type: "work", value: "2" }] }), "citation:1|12||;2|||");
});

function written(version: number): { document: Written } {
  return { document: { id: "d", title: "t", version, style: "apa", blocks: [], live: {} } };
}

/** A page that saves to a server which answers as it is told, and what came of it. */
function saves(answers: Answer<{ document: Written }>[]) {
  const sent: Sent[] = [], states: State[] = [];
  let words = "a";
  const post = { save: async (one: Sent) => (sent.push(one), answers.shift() ?? { kind: "lost" as const }), freshToken: async () => {} };
  const desk = { now: () => ({ title: words, style: "apa", blocks: [] }), saved: () => {}, said: (state: State) => void states.push(state) };
  const saving = new Saving(post, desk, 1, 5);
  const write = (said: string) => {
    words = said;
    saving.touch();
  };
  return { sent, states, saving, write };
}

const a_moment = (ms = 40) => new Promise((done) => setTimeout(done, ms));

test("it saves by itself a moment after one stops, and names the version that it changes", async () => {
  const { sent, states, saving, write } = saves([{ kind: "done", data: written(2) }, { kind: "done", data: written(3) }]);
  write("a");
  write("ab");
  await a_moment();
  equal(sent.map((one) => [one.title, one.version]), [["ab", 1]]);
  holds(!saving.open, "it is saved, and says it is not");
  write("abc");
  await a_moment();
  equal(sent[1].version, 2);
  equal(states.at(-1), "saved");
});

test("what was sent and not answered is sent again as it was, before anything newer", async () => {
  const { sent, states, saving, write } = saves([{ kind: "lost" }, { kind: "done", data: written(2) }, { kind: "done", data: written(3) }]);
  write("a");
  await a_moment();
  equal(states.at(-1), "lost");
  write("ab");
  holds(saving.open, "it is lost, and says it is saved");
  saving.go(); // there is a network again
  await a_moment();
  equal(sent.map((one) => one.title), ["a", "a", "ab"]);
  equal(sent[0].act_id, sent[1].act_id);
  holds(sent[2].act_id !== sent[1].act_id && sent[2].version === 2, "the newer is an act of its own");
});

test("after a clash nothing is sent until somebody says which goes on", async () => {
  const { sent, states, saving, write } = saves([{ kind: "refused", status: 409, sentence: "" }, { kind: "done", data: written(6) }]);
  write("mine");
  await a_moment();
  equal(states.at(-1), "clash");
  write("mine, longer");
  saving.go();
  await a_moment();
  equal(sent.length, 1);
  holds(saving.open, "it is not saved, and says it is");
  saving.resume(5, true);
  await a_moment();
  equal([sent[1].title, sent[1].version, states.at(-1)], ["mine, longer", 5, "saved"]);
});

test("a save whose answer was lost, and after which somebody else saved, is a clash: theirs is not taken for one's own", async () => {
  const { sent, states, saving, write } = saves([{ kind: "lost" }, { kind: "refused", status: 409, sentence: "" }]);
  write("mine");
  await a_moment();
  saving.go(); // the laptop wakes
  await a_moment();
  write("mine, longer");
  await a_moment();
  equal([sent.map((one) => one.version), states.at(-1)], [[1, 1], "clash"]);
  holds(saving.open && sent[0].act_id === sent[1].act_id, "nothing goes over theirs until somebody says so");
});

Object.assign(globalThis, {
  testNames: () => [...tests.keys()],
  runTest: async (name: string) => {
    await tests.get(name)!();
  },
});
