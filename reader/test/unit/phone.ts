import "./log.ts";
import { bytesOf, keyOf, seal, written } from "../../src/sealing.ts";
import { Editor } from "../../src/phone/editor.ts";
import { Keys, OWN } from "../../src/phone/keys.ts";
import { Notes } from "../../src/phone/notes.ts";
import { Pen } from "../../src/phone/pen.ts";
import { Sender, type Going, type Post } from "../../src/phone/sender.ts";
import { multipart, NOTE, told } from "../../src/phone/note.ts";
import { Store } from "../../src/phone/store.ts";
import { blank, NEW, today, WITH, type Draft } from "../../src/phone/types.ts";
import type { Answer } from "../../src/api.ts";
import { equal, holds, test, tests } from "./registry.ts";

const LEA = btoa("l".repeat(32));
const CODY = btoa("c".repeat(32));
const nothing = () => {};

/** A device, as it is when a page opens on it: `again` opens another page on the same one. */
async function device(study: string = crypto.randomUUID()) {
  const store = await Store.open(study);
  const keys = new Keys(store);
  const known = await keys.begin();
  return { study, store, keys, known, notes: new Notes(store, keys, nothing, NOTE), again: () => device(study) };
}

function draft(jotting: string, more: Partial<Draft> = {}): Draft {
  const one = blank();
  return { ...one, layers: { ...one.layers, jotting }, ...more };
}

const words = async (notes: Notes) => (await notes.all()).notes.map(({ draft: one }) => one?.layers.jotting ?? null);

test("on a device that nobody has come to yet nothing is sealed, and so nothing is kept", async () => {
  const { known, keys, notes } = await device();
  equal([known, keys.opened, await notes.write("a", 1, draft("words"), "kept")], [false, false, false]);
});

test("what a page writes before anybody is known opens when the member's key is there, and not before", async () => {
  const first = await device();
  await first.keys.enter("lea", LEA);
  const page = await first.again();
  equal([page.known, page.keys.opened, page.keys.member], [true, false, "lea"]);
  await page.notes.write("a", 1, draft("by this page"), "kept");
  equal(await words(page.notes), ["by this page"]); // its own key is in its memory
  const later = await first.again();
  equal(await words(later.notes), [null]);
  await later.keys.enter("lea", LEA);
  equal(await words(later.notes), ["by this page"]);
});

test("another member's key opens nothing of the first one's", async () => {
  const first = await device();
  await first.keys.enter("lea", LEA);
  await first.notes.write("a", 1, draft("Lea's"), "kept");
  const other = await first.again();
  await other.keys.enter("cody", CODY);
  const there = await other.notes.all();
  equal([there.notes.length, there.others], [0, 1]);
  equal(await other.notes.open((await other.store.notes())[0]), null);
});

test("what is written before it is known that another came in is theirs, and opens for them", async () => {
  const first = await device();
  await first.keys.enter("lea", LEA);
  const page = await first.again(); // it thinks of Lea, who was here last
  await page.notes.addPiece("a", "f", 0, new Uint8Array([1, 2]));
  await page.keys.enter("cody", CODY);
  await page.notes.write("a", 1, draft("Cody's"), "kept");
  const later = await first.again();
  await later.keys.enter("cody", CODY);
  equal(await words(later.notes), ["Cody's"]);
  equal([...(await later.notes.file({ id: "f", kind: "photograph", name: "", type: "" }))!], [1, 2]);
});

test("what was kept before the server named another waits for whom it was sealed to, goes when she is there, and opens for nobody else", async () => {
  const first = await device();
  await first.keys.enter("lea", LEA);
  const page = await first.again(); // it thinks of Lea, who was here last
  for (const [place, id] of ["a", "b", "c"].entries()) await page.notes.write(id, place, draft(id), "kept");
  await page.notes.addPiece("c", "f", 0, new Uint8Array([1, 2]));
  await page.keys.enter("cody", CODY);
  const there = await page.notes.all();
  equal([there.notes.length, there.others], [0, 3]);
  const other = await first.again();
  await other.keys.enter("cody", CODY);
  for (const keys of [page.keys, other.keys]) await keys.tidy(() => page.notes.used());
  for (const kept of await page.store.notes()) equal([await page.notes.open(kept), await other.notes.open(kept)], [null, null]);
  const later = await first.again();
  await later.keys.enter("lea", LEA);
  equal(await words(later.notes), ["c", "b", "a"]);
  equal([...(await later.notes.file({ id: "f", kind: "photograph", name: "", type: "" }))!], [1, 2]);
  const { one, sent } = post([]);
  const sender = new Sender(later.notes, one, later.study, 10);
  sender.go();
  await until(async () => (await later.store.notes()).every(({ state }) => state === "handed"));
  sender.stop();
  equal(sent, ["a", "b", "c"]);
});

test("what was kept before another's phrase was given opens for whom it was sealed to", async () => {
  const first = await device();
  await first.keys.enter("cody", CODY);
  await first.keys.choosePhrase("kettle umbrella seven");
  await (await first.again()).keys.enter("lea", LEA);
  const page = await first.again();
  await page.notes.write("a", 1, draft("Lea's"), "kept");
  equal([await page.keys.unlock("kettle umbrella seven"), page.keys.member, await words(page.notes)], [true, "cody", []]);
  const later = await first.again();
  await later.keys.enter("lea", LEA);
  equal(await words(later.notes), ["Lea's"]);
});

test("a note that goes down while the server names another is whole: its key and its member are the same one's", async () => {
  const first = await device();
  await first.keys.enter("lea", LEA);
  const page = await first.again();
  const long = "Lea's ".repeat(1_000_000); // sealing it takes longer than coming in
  await Promise.all([page.notes.write("a", 1, draft(long), "kept"), page.keys.enter("cody", CODY)]);
  const [{ member }] = await page.store.notes();
  const later = await first.again();
  await later.keys.enter(member!, member === "lea" ? LEA : CODY);
  equal((await words(later.notes)).map((one) => one?.length), [long.length]);
});

test("keys of pages that an earlier version of the page put down open as before", async () => {
  const first = await device();
  await first.keys.enter("cody", CODY);
  const own = await keyOf(bytesOf(CODY));
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  await first.store.put("page:x", { member: "cody", box: await seal(own, bytes, "x") }); // of a page that Cody came to
  const box = await seal(await keyOf(bytes), written(JSON.stringify(draft("as before"))), "note:a");
  await first.store.keep({ id: "a", state: "kept", at: 1, made: 1, member: "cody", key: "x", box }, () => true);
  equal(await words(first.notes), ["as before"]);
});

test("a key that cannot be made for a note keeps nobody from coming in, and the note goes down then", async () => {
  const first = await device();
  await first.keys.enter("lea", LEA);
  await first.store.put("pair:lea", { open: {}, box: new Uint8Array() }); // what lies on a device may be spoilt
  const page = await first.again();
  const written = page.notes.write("a", 1, draft("words"), "writing").catch(() => "not kept");
  await page.keys.enter("lea", LEA);
  equal([await written, await page.notes.write("a", 1, draft("words"), "writing"), await words(page.notes)], ["not kept", true, ["words"]]);
});

test("a phrase opens, however it is spaced; another does not; and one that is done without opens nothing", async () => {
  const first = await device();
  await first.keys.enter("lea", LEA);
  await first.keys.choosePhrase("kettle umbrella seven");
  await first.notes.write("a", 1, draft("words"), "kept");
  const page = await first.again();
  equal(await page.keys.unlock("kettle umbrella six"), false);
  equal([await page.keys.unlock("  kettle   umbrella seven "), await words(page.notes), page.keys.member], [true, ["words"], "lea"]);
  await page.keys.forgetPhrase();
  equal(await (await first.again()).keys.unlock("kettle umbrella seven"), false);
});

test("what is sealed as one note does not open as another", async () => {
  const { keys, notes, store } = await device();
  await keys.enter("lea", LEA);
  await notes.write("a", 1, draft("words"), "kept");
  const [kept] = await store.notes();
  equal(await notes.open({ ...kept, id: "b" }), null);
  const box = kept.box!.slice();
  box[20] ^= 1;
  equal(await notes.open({ ...kept, box }), null);
});

test("a note that may have arrived is altered no more, nor taken up, by any tab", async () => {
  const { keys, notes, store } = await device();
  await keys.enter("lea", LEA);
  await notes.write("a", 1, draft("as it was sent"), "kept");
  equal((await notes.claim("a"))?.layers.jotting, "as it was sent");
  equal([await notes.write("a", 1, draft("altered"), "writing"), await notes.takeUp("a")], [false, null]);
  await notes.refused("a", draft("as it was sent"), "Too long.");
  equal((await notes.all()).notes[0].draft!.sentence, "Too long.");
  equal((await notes.takeUp("a"))?.layers.jotting, "as it was sent");
  equal(await notes.claim("a"), null); // it is in somebody's hand
  await notes.addPiece("a", "f", 0, new Uint8Array(9));
  await notes.handed("a");
  equal([Object.keys((await store.notes())[0]).sort(), await store.piecesOf("a")], [["at", "id", "state"], []]);
  equal(await notes.write("a", 1, draft("too late"), "kept"), false);
});

test("keys of pages go when nothing lies under them, and stay while something does", async () => {
  const first = await device();
  await first.keys.enter("lea", LEA);
  const gone = "00000000-0000-4000-8000-000000000000"; // of a page that is no more
  await first.store.put(`page:${gone}`, { member: "lea", box: new Uint8Array() });
  const { id } = (await (await first.again()).keys.sealing("a"))!; // of a page that is there
  await first.keys.tidy(() => first.notes.used());
  const left = [...(await first.store.things("page:")).keys()];
  equal(left, [id]);
  await first.store.put(`page:${gone}`, { member: "lea", box: new Uint8Array() });
  await first.keys.tidy(async () => new Set([gone]));
  holds((await first.store.things("page:")).has(gone), "a key that is needed went");
});

test("files whose note never came down go, but not those of the note in hand", async () => {
  const { keys, notes, store, study } = await device();
  await keys.enter("lea", LEA);
  const pen = new Pen(notes, study, nothing);
  await notes.addPiece(pen.id, "mine", 0, new Uint8Array(1));
  await notes.addPiece("lost", "f", 0, new Uint8Array(1));
  await notes.dropLost(study);
  equal(await store.owners(), [pen.id]);
});

test("a file comes back from its pieces as it was", async () => {
  const { keys, notes } = await device();
  await keys.enter("lea", LEA);
  const bytes = crypto.getRandomValues(new Uint8Array(65_536));
  const whole = new Blob(Array.from({ length: 40 }, () => bytes));
  await notes.addFile("a", "f", whole);
  const one = { id: "f", kind: "photograph", name: "", type: "" } as const;
  const back = await notes.file(one);
  equal([back!.length, await notes.size(one)], [whole.size, whole.size]);
  holds(back!.slice(-65_536).every((byte, place) => byte === bytes[place]), "other bytes");
});

test("the pen puts down what was written in one hand at a time, and what is emptied goes", async () => {
  const one = await device();
  await one.keys.enter("lea", LEA);
  const two = await one.again();
  await two.keys.enter("lea", LEA);
  const [here, there] = [new Pen(one.notes, one.study, nothing), new Pen(two.notes, one.study, nothing)];
  here.draft.layers.jotting = "a word";
  here.changed();
  await here.rest();
  equal(await words(two.notes), ["a word"]);
  equal([await there.takeUp(here.id, 1), await there.throwAway(here.id)], [false, false]);
  const { id } = here;
  equal([await here.keep(), await there.takeUp(id, 1), there.draft.layers.jotting], [true, true, "a word"]);
  there.draft.layers.jotting = " ";
  there.changed();
  await there.rest();
  equal(await words(two.notes), []);
});

test("what is written while another note is taken up goes down first", async () => {
  const { keys, notes, study } = await device();
  await keys.enter("lea", LEA);
  await notes.write("a", 1, draft("the earlier"), "writing");
  const pen = new Pen(notes, study, nothing);
  const taking = pen.takeUp("a", 1);
  pen.draft.layers.jotting = "meanwhile";
  pen.changed();
  equal([await taking, pen.draft.layers.jotting, (await words(notes)).sort()], [true, "the earlier", ["meanwhile", "the earlier"]]);
});

/** The editor on a device, with a note in hand in which there is a word. */
async function editing() {
  const one = await device();
  await one.keys.enter("lea", LEA);
  const pen = new Pen(one.notes, one.study, nothing);
  const editor = new Editor(pen, one.notes, nothing);
  document.body.replaceChildren(editor.element);
  editor.element.querySelector("textarea")!.value = "words";
  editor.element.querySelector("textarea")!.dispatchEvent(new Event("input"));
  const there = async (id: string) => (await one.notes.all()).notes.find(({ kept }) => kept.id === id);
  return { ...one, pen, editor, there, keep: () => (editor.element as HTMLFormElement).requestSubmit() };
}

const MANY = 3 * 1024 * 1024;

function choose(files: File[]) {
  const carried = new DataTransfer();
  for (const file of files) carried.items.add(file);
  const input = [...document.querySelectorAll<HTMLInputElement>("input[type=file]")].at(-1)!;
  input.files = carried.files;
  input.dispatchEvent(new Event("change"));
}

const photographs = (count: number, size = MANY) => Array.from({ length: count }, (_, number) => new File([new Uint8Array(size)], `${number}.png`, { type: "image/png" }));
const listed = () => document.querySelectorAll(".phone-files li").length;
const saidOf = (role: string) => document.querySelector(`.phone-attaching [role=${role}]`)!.textContent;

/** How many bytes of each file are there, by their names. */
const lying = async (notes: Notes, one: Draft) => Promise.all(one.files.map(async (file) => [file.name, (await notes.file(file))?.length]));

test("photographs go with the note for which they were chosen, though Keep is pressed at once; it waits, and says so", async () => {
  const { pen, notes, there, keep } = await editing();
  const { id } = pen;
  choose(photographs(3));
  keep();
  keep(); // pressed again, since nothing seems to happen
  await until(() => document.querySelector(".phone-keep [role=status]")!.textContent === "keep_waits");
  await until(async () => (await there(id))?.kept.state === "kept");
  equal(await lying(notes, (await there(id))!.draft!), [["0.png", MANY], ["1.png", MANY], ["2.png", MANY]]);
  await until(() => pen.id !== id);
  await new Promise((done) => setTimeout(done, 300));
  equal([pen.draft.files, listed(), document.querySelector<HTMLElement>(".phone-keep [role=alert]")!.hidden], [[], 0, true]);
  equal((await notes.all()).notes.length, 1);
});

test("photographs go with the note for which they were chosen, though another is taken up at once", async () => {
  const { pen, editor, notes, there } = await editing();
  await notes.write("earlier", 1, draft("the earlier"), "writing");
  const { id } = pen;
  choose(photographs(2));
  await editor.rest();
  await pen.takeUp("earlier", 1);
  editor.show();
  equal([pen.draft.files, listed()], [[], 0]);
  equal(await lying(notes, (await there(id))!.draft!), [["0.png", MANY], ["1.png", MANY]]);
});

test("what is chosen while another note is taken up goes with the one that was in hand", async () => {
  const { pen, notes, there } = await editing();
  await notes.write("earlier", 1, draft("the earlier"), "writing");
  const { id } = pen;
  const taking = pen.takeUp("earlier", 1);
  choose(photographs(1));
  equal([await taking, pen.draft.files], [true, []]);
  equal(await lying(notes, (await there(id))!.draft!), [["0.png", MANY]]);
});

test("each photograph is listed as it is done, and what is looked at stays", async () => {
  const { pen } = await editing();
  const counts: number[] = [];
  const look = new MutationObserver(() => counts.push(listed()));
  look.observe(document.querySelector(".phone-files")!, { childList: true });
  choose(photographs(1));
  await until(() => listed() === 1);
  const [first] = document.querySelectorAll(".phone-files li");
  choose(photographs(2));
  await until(() => listed() === 3);
  look.disconnect();
  equal([counts, document.querySelector(".phone-files li") === first, pen.draft.files.length], [[1, 2, 3], true, 3]);
});

test("a photograph that is the first thing in a note stays whole, whatever else is touched meanwhile", async () => {
  const { pen, editor, notes, store } = await editing();
  pen.draft.layers.jotting = "";
  await editor.rest();
  choose(photographs(1, 12 * 1024 * 1024));
  await until(async () => (await store.owners()).includes(pen.id)); // some of it is down
  for (const written of ["during", ""]) {
    pen.draft.written = written;
    pen.changed();
    await pen.rest();
  }
  await until(() => listed() === 1);
  equal(await lying(notes, pen.draft), [["0.png", 12 * 1024 * 1024]]);
});

test("how much a note has is known without its pieces; where an earlier version did not write it down, from them", async () => {
  const { pen, notes } = await editing();
  pen.draft.files.push({ id: "f", kind: "photograph", name: "f.png", type: "image/png", size: 99 * 1024 * 1024 });
  choose([...photographs(1, 2 * 1024 * 1024), new File(["x"], "list.txt", { type: "text/plain" })]);
  await until(() => saidOf("alert") === "too_much not_kind"); // each is said
  delete pen.draft.files[0].size;
  await notes.addPiece(pen.id, "f", 0, new Uint8Array(7));
  choose(photographs(1, 2 * 1024 * 1024));
  await until(() => listed() === 2);
  equal([saidOf("alert"), await notes.size(pen.draft.files[0])], ["", 7]);
});

test("a memo of which a second cannot be kept ends there: what was kept is, and it is said", async () => {
  const { pen, store, again } = await editing();
  const { id } = pen;
  const speak = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "voice")!;
  speak.click();
  await until(() => pen.draft.files.length === 1);
  await new Promise((done) => setTimeout(done, 400)); // the note with it is down
  store.close(); // from now on the device keeps nothing
  await until(() => saidOf("alert") === "memo_ends");
  equal(speak.textContent, "voice");
  const later = await again();
  await later.keys.enter("lea", LEA);
  const [note] = (await later.notes.all()).notes;
  equal([note.kept.id, note.draft!.files.length], [id, 1]);
  holds((await later.notes.file(note.draft!.files[0]))!.length > 0, "nothing of it is there");
});

/** A server that answers as it is told, and what it was sent. */
function post(answers: (Answer<object>["kind"] | Going)[], entered: Going = "fine") {
  const sent: string[] = [];
  const went: (Going | null)[] = [];
  const said = (kind: string): Answer<object> => (kind === "done" ? { kind, data: {} } : kind === "refused" ? { kind, status: 400, sentence: "" } : { kind: kind as "lost" });
  const one: Post = {
    enter: async () => entered,
    send: async (id) => {
      sent.push(id);
      return said(answers.shift() ?? "done");
    },
    going: (note, how) => void (note === null && went.push(how)),
    otherwise: () => "No word.",
  };
  return { one, sent, went };
}

async function until(holdsNow: () => Promise<boolean> | boolean) {
  for (let tries = 0; tries < 200; tries++) {
    if (await holdsNow()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error("Waited too long.");
}

async function sending(answers: Parameters<typeof post>[0], entered?: Going) {
  const one = await device();
  await one.keys.enter("lea", LEA);
  const server = post(answers, entered);
  const sender = new Sender(one.notes, server.one, one.study, 10, 40);
  const states = async () => Object.fromEntries((await one.store.notes()).map(({ id, state }) => [id, state]));
  return { ...one, ...server, sender, states };
}

test("notes go in the order in which they were begun, again under the same id until they are answered; a refused one holds up no other", async () => {
  const { notes, sender, sent, states } = await sending(["lost", "lost", "done", "refused", "done"]);
  for (const [place, id] of ["c", "b", "a"].entries()) await notes.write(id, place, draft(id), "kept");
  await notes.write("half", 9, draft("half"), "writing");
  sender.go();
  await until(async () => (await states()).a === "handed");
  equal(sent, ["c", "c", "c", "b", "a"]);
  equal(await states(), { a: "handed", b: "refused", c: "handed", half: "writing" });
  equal((await notes.all()).notes.find(({ kept }) => kept.id === "b")!.draft!.sentence, "No word.");
  sender.stop();
});

test("nothing is sent where the server is not there or somebody else is: then it can still be altered", async () => {
  for (const how of ["lost", "away"] as const) {
    const { notes, sender, sent, went } = await sending([], how);
    await notes.write("a", 1, draft("a"), "kept");
    sender.go();
    await until(() => went.length > 1);
    sender.stop();
    equal([sent, went[0], await notes.write("a", 1, draft("otherwise"), "kept")], [[], how, true]);
  }
});

test("a note of another's new visit waits for that one, for as long as it is on the device", async () => {
  const { notes, sender, sent, states } = await sending(["refused"]);
  await notes.write("visit", 1, draft("a", { visit: NEW }), "kept");
  await notes.write("of it", 2, draft("b", { visit: `${WITH}visit` }), "kept");
  sender.go();
  await until(async () => (await states()).visit === "refused");
  await new Promise((done) => setTimeout(done, 60));
  equal(sent, ["visit"]);
  await notes.write("visit", 1, draft("mended", { visit: NEW }), "kept");
  sender.go();
  await until(async () => (await states())["of it"] === "handed");
  equal(sent, ["visit", "visit", "of it"]);
  sender.stop();
});

test("one tab sends at a time: what one hands over the other does not", async () => {
  const one = await sending([]);
  const other = await one.again();
  await other.keys.enter("lea", LEA);
  const second = new Sender(other.notes, one.one, one.study, 10);
  for (let number = 0; number < 12; number++) await one.notes.write(`n${number}`, number, draft("x"), "kept");
  one.sender.go();
  second.go();
  await until(async () => Object.values(await one.states()).every((state) => state === "handed"));
  equal(one.sent.length, 12);
  one.sender.stop();
  second.stop();
});

test("a note goes as a form, with its files beside it", async () => {
  const files = [new Uint8Array([0, 255, 13, 10]), new Uint8Array([45, 45])];
  const one = draft("é 👍", { visit: `${WITH}x`, files: [{ id: "f", kind: "photograph", name: 'a"b.png', type: "image/png" }] });
  const { type, body } = multipart(JSON.stringify(told("id", one)), files);
  const form = await new Response(body, { headers: { "Content-Type": type } }).formData();
  const note = JSON.parse(form.get("note") as string);
  equal([note.act_id, note.layers.jotting, note.visit_of, note.attached], ["id", "é 👍", "x", [{ kind: "photograph", name: 'a"b.png', type: "image/png" }]]);
  const back = await Promise.all(form.getAll("files").map(async (file) => [...new Uint8Array(await (file as File).arrayBuffer())]));
  equal(back, [[0, 255, 13, 10], [45, 45]]);
  equal(Object.keys(told("id", draft("x"))).sort(), ["act_id", "attached", "day", "layers", "share", "written"]);
  equal((told("id", draft("x", { visit: NEW })) as { new_visit: { on: string } }).new_visit.on, today());
});

test("the key of a member is never given out by what keeps it", async () => {
  const { keys, store } = await device();
  await keys.enter("lea", LEA);
  const { id, key } = (await keys.sealing("a"))!;
  equal([id, key.extractable], [OWN, false]);
  const all = await store.things("");
  holds(all.size >= 2 && !JSON.stringify([...all], (_name, value: unknown) => (value instanceof Uint8Array ? String.fromCharCode(...value) : value)).includes("llllllll"), "the key lies on the device");
});

Object.assign(globalThis, {
  testNames: () => [...tests.keys()],
  runTest: async (name: string) => {
    await tests.get(name)!();
  },
});
