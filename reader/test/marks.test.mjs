// Which question words answer, and that they are a bystander's: marked by key, taken off, told to others, kept without a connection.
import { after, test } from "node:test";
import { launch, open } from "./browser.mjs";
import { assert, focusText, said, until } from "./helpers.mjs";
import { serve } from "./mock/server.mjs";
import { MockStudy } from "./mock/study.mjs";
import { CODES, PEOPLE, transcript } from "./mock/invented.mjs";

const QUESTIONS = [["Q01", "How did you come to this work?"], ["Q06", "What is a usual day?"], ["Q16", "What did I not ask?"]];
const site = await serve();
const browser = await launch();
after(async () => {
  await browser.close();
  await site.close();
});

function fresh(name, questions = QUESTIONS) {
  const study = new MockStudy({ text: transcript(2500, 4), codes: structuredClone(CODES), people: PEOPLE, questions });
  site.studies.set(name, study);
  return study;
}

const marks = (study, what) => [...study.marks.values()].filter((one) => one.what === what);
const tag = (page, turn) => page.locator(`#turn-${turn} .reader-mark`).allTextContents();
const painted = (page) => page.evaluate(() => [...(CSS.highlights.get("bystander") ?? [])].map(({ startContainer, startOffset, endOffset }) => startContainer.textContent.slice(startOffset, endOffset)).join(""));

test("a turn is marked by type-ahead over number and wording, shown at the turn, and the mark is taken off and brought back", async () => {
  const study = fresh("asked");
  const page = await open(browser, `${site.root}/?source=asked&me=m-lea`);
  await focusText(page);
  for (const key of ["j", "t", "Shift+a"]) await page.keyboard.press(key);
  const offered = page.locator(".reader-palette [role=option]");
  assert.equal(await offered.count(), 3);
  await page.keyboard.type("q6");
  assert.deepEqual(await offered.allTextContents(), ["Q06 What is a usual day?"]);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("usual d");
  await page.keyboard.press("Enter");
  assert.equal(await said(page), "Marked as an answer to Q06.");
  await until(() => marks(study, "answer").length === 1, "the mark");
  await until(async () => (await tag(page, 2)).join() === "Q06", "its number at the turn");
  assert.match(await page.locator("#turn-2").getAttribute("aria-label"), /^Turn 2, .+, answers Q06$/);
  await page.locator("#turn-2").evaluate((turn) => scrollBy({ top: turn.getBoundingClientRect().top - 40, behavior: "instant" }));
  await until(async () => /^Turn 2 .*Q06 What is a usual day\?$/.test(await page.locator(".reader-where-line").textContent()), "the bar to say what is answered");

  await page.keyboard.press("Shift+a");
  assert.equal(await offered.first().textContent(), "Take Q06 off these words");
  await page.keyboard.press("Enter");
  await until(() => marks(study, "answer").length === 0, "no mark");
  assert.deepEqual(await tag(page, 2), []);
  assert.match(await page.locator("#turn-2").getAttribute("aria-label"), /^Turn 2, [^,]+, at [\d:]+$/);
  await page.keyboard.press("Control+z");
  await until(async () => (await tag(page, 2)).join() === "Q06", "it again");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a bystander's words are drawn, told to another's reader, and not any more once the mark is off", async () => {
  const study = fresh("beside");
  const [lea, cody] = await Promise.all(["m-lea", "m-cody"].map((me) => open(browser, `${site.root}/?source=beside&me=${me}`)));
  await focusText(lea);
  for (const key of ["j", "s", "Shift+b"]) await lea.keyboard.press(key);
  const words = await lea.evaluate(() => getSelection().toString());
  await until(async () => (await painted(cody)) === words, "the words drawn at Cody's");
  assert.equal(await painted(lea), words);
  assert.match(await cody.locator("#turn-2").getAttribute("aria-label"), /with a bystander’s words$/);
  await lea.keyboard.press("w"); // some of the marked words are enough
  await lea.keyboard.press("Shift+b");
  assert.equal(await said(lea), `No longer marked as a bystander’s: ${words}`);
  await until(async () => (await painted(cody)) === "", "nothing drawn at Cody's");
  assert.equal(marks(study, "bystander").length, 0);
  assert.deepEqual([...lea.problems, ...cody.problems], []);
  await lea.context().close();
  await cody.context().close();
});

test("marked without a connection, it is sent once when it is back; what is refused is shown with its words", async () => {
  const study = fresh("cut");
  const page = await open(browser, `${site.root}/?source=cut&me=m-lea`);
  await focusText(page);
  site.control.down = true;
  for (const key of ["j", "t", "Shift+a", "1", "Enter", "s", "Shift+b"]) await page.keyboard.press(key);
  assert.deepEqual((await tag(page, 2)).sort(), ["Q01", "bystander"]);
  assert.equal(await page.locator("#turn-2 .reader-mark-pending").count(), 2);
  site.control.down = false;
  await until(() => study.marks.size === 2, "both marks", 20);
  await until(async () => (await page.locator(".reader-mark-pending").count()) === 0, "nothing pending");
  site.control.down = true; // so that it does not hear of what goes meanwhile, and offers it still
  study.questions = [];
  for (const key of ["t", "Shift+a", "1", "6", "Enter"]) await page.keyboard.press(key);
  site.control.down = false;
  const notice = page.locator("[data-notice=refused]");
  await until(() => notice.isVisible(), "the refusal");
  assert.match(await notice.textContent(), /no question “Q16”.*Q16/s);
  assert.deepEqual(await tag(page, 2), ["Q01", "bystander"]);
  await page.context().close();
});

test("without a guide the key says so, and who only reads is offered neither", async () => {
  fresh("bare", []);
  const page = await open(browser, `${site.root}/?source=bare&me=m-lea`);
  await focusText(page);
  for (const key of ["s", "Shift+a"]) await page.keyboard.press(key);
  assert.match(await said(page), /There is no guide/);
  assert.equal(await page.locator(".reader-selected").getByRole("button", { name: "Question" }).count(), 0);
  const reads = await open(browser, `${site.root}/?source=bare&me=m-rea&maycode=0`);
  await focusText(reads);
  for (const key of ["s", "Shift+b", "?"]) await reads.keyboard.press(key);
  assert.equal(await reads.locator(".reader-keys tr", { hasText: "bystander" }).count(), 0);
  assert.equal(await painted(reads), "");
  await page.context().close();
  await reads.context().close();
});
