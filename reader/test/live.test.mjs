// Two people on one text: what one does the other sees, on a good line and on a bad one.
import { after, test } from "node:test";
import { launch, open } from "./browser.mjs";
import { assert, focusText, mine, pause, said, until } from "./helpers.mjs";
import { serve } from "./mock/server.mjs";
import { MockStudy } from "./mock/study.mjs";
import { CODES, PEOPLE, codingsFor, transcript } from "./mock/invented.mjs";

const site = await serve();
const browser = await launch();
after(async () => {
  await browser.close();
  await site.close();
});

function fresh(name, many = 0) {
  const text = transcript(2500, 9);
  const study = new MockStudy({ text, codes: structuredClone(CODES), codings: codingsFor(text, many), people: PEOPLE });
  site.studies.set(name, study);
  return study;
}

const code = async (page, letters) => {
  await page.keyboard.press("c");
  await page.keyboard.type(letters);
  await page.keyboard.press("Enter");
};
const labels = (page) => page.locator(".reader-label-name").allTextContents();

test("another's coding appears within a second without moving what is read; who is here is said", async () => {
  const study = fresh("live");
  const lea = await open(browser, `${site.root}/?source=live&me=m-lea`);
  const cody = await open(browser, `${site.root}/?source=live&me=m-cody`);
  await focusText(cody);
  const before = await lea.evaluate(() => [scrollY, document.querySelector("#turn-3").getBoundingClientRect().top]);
  await cody.keyboard.press("s");
  await code(cody, "trust");
  const begun = Date.now();
  await until(async () => (await labels(lea)).includes("Trust built slowly"), "Cody’s coding on Lea’s page");
  const took = Date.now() - begun;
  assert.ok(took < 1300, `${took} ms`);
  assert.deepEqual(await lea.evaluate(() => [scrollY, document.querySelector("#turn-3").getBoundingClientRect().top]), before);
  await until(async () => /Cody/.test(await lea.locator(".reader-people").textContent()), "Cody is here");
  assert.equal(await lea.locator(".reader-label").first().getAttribute("aria-label").then((text) => /Cody/.test(text)), true);

  // the same words, both at once: nothing is lost
  await focusText(lea);
  await Promise.all([lea.keyboard.press("t"), cody.keyboard.press("t")]);
  await Promise.all([code(lea, "money"), code(cody, "money")]);
  await until(() => study.codings.size === 3, "both codings");
  for (const page of [lea, cody]) await until(async () => (await labels(page)).length === 3, "both see all three");
  assert.deepEqual([...lea.problems, ...cody.problems], []);
  await lea.context().close();
  await cody.context().close();
});

test("cut off twice while both code: everything queued arrives once, and all end equal", async () => {
  const study = fresh("cut");
  const lea = await open(browser, `${site.root}/?source=cut&me=m-lea`);
  const cody = await open(browser, `${site.root}/?source=cut&me=m-cody`);
  await focusText(lea);
  await focusText(cody);
  await lea.keyboard.press("s");
  await code(lea, "trust");
  await cody.keyboard.press("s");
  await code(cody, "going");
  for (let cut = 0; cut < 2; cut++) {
    await lea.route("**/api/**", (route) => route.abort());
    for (let index = 0; index < 6; index++) {
      await lea.keyboard.press("ArrowRight");
      await lea.keyboard.press(index % 2 ? "a" : "1");
      await cody.keyboard.press("ArrowRight");
      await cody.keyboard.press("a");
    }
    await lea.keyboard.press("ArrowRight");
    await code(lea, `New while offline ${cut}`);
    await lea.keyboard.press("ArrowRight");
    await lea.keyboard.press("a"); // stands on a code that is not yet known
    await until(() => lea.locator("[data-notice=connection]").isVisible(), "the notice");
    assert.ok((await lea.locator(".reader-label-pending").count()) > 0, "drawn as pending");
    await lea.unroute("**/api/**");
    site.control.loseAnswers = 2; // and the first answers are lost on the way
    await until(() => lea.evaluate(() => !document.querySelector(".reader-label-pending") && !document.querySelector("[data-notice=connection]")), "all sent");
  }
  await until(() => mine(study, "m-lea").length === 17, "seventeen of Lea’s");
  assert.equal(mine(study, "m-cody").length, 13);
  assert.equal(study.codes.size, CODES.length + 2);
  const drawn = (page) => page.evaluate(() => [...document.querySelectorAll(".reader-label")].map((one) => one.ariaLabel).sort());
  await until(async () => JSON.stringify(await drawn(lea)) === JSON.stringify(await drawn(cody)), "both show the same");
  const fresh2 = await open(browser, `${site.root}/?source=cut&me=m-cody`);
  assert.deepEqual(await drawn(lea), await drawn(fresh2), "and the same as one who opens it now");
  for (const page of [lea, cody, fresh2]) await page.context().close();
});

test("undo before it was sent takes it back; undo after it goes through the trail", async () => {
  const study = fresh("undo");
  const page = await open(browser, `${site.root}/?source=undo&me=m-lea`);
  await focusText(page);
  await page.keyboard.press("s");
  await code(page, "trust");
  await until(() => study.codings.size === 1, "one");
  await page.route("**/api/**", (route) => route.abort());
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("a");
  await pause(100);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("a");
  await page.keyboard.press("Control+z");
  await until(async () => /Taken back/.test(await said(page)), "taken back");
  await page.unroute("**/api/**");
  await until(() => study.codings.size === 2, "the other one was sent");
  await until(() => page.evaluate(() => !document.querySelector(".reader-label-pending")), "all sent");
  await page.keyboard.press("Control+z");
  await until(() => study.codings.size === 1, "undone by the trail");
  await until(async () => /^Undone: Lea applied/.test(await said(page)), "the trail’s sentence");
  await until(async () => (await labels(page)).length === 1, "and it is seen");
  await page.context().close();
});

test("an undo that a page left behind takes back what was meant, or nothing: not what was done elsewhere since", async () => {
  const study = fresh("left");
  const keep = Buffer.alloc(32, 7).toString("base64");
  const address = `${site.root}/?source=left&me=m-lea&keep=${encodeURIComponent(keep)}`;
  const page = await open(browser, address);
  await focusText(page);
  await page.keyboard.press("s");
  await code(page, "trust");
  await until(() => study.codings.size === 1, "one");
  site.control.loseAnswers = Infinity;
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("a");
  await until(() => study.codings.size === 2, "another, and nobody heard of it");
  await page.keyboard.press("Control+z");
  await pause(600); // what waits is kept
  const context = page.context();
  await page.close();
  site.control.loseAnswers = 0;
  const elsewhere = (start) => study.apply("m-lea", { act_id: `e${start}`, version: study.text.version, code: CODES[2].id, start, end: start + 5 }).coding.id;
  const kept = [mine(study, "m-lea")[0].id, elsewhere(900)];
  const again = await context.newPage();
  await again.goto(address);
  await until(() => study.entries.some(({ kind }) => kind === "undo"), "the undo");
  assert.deepEqual([...study.codings.keys()], kept);

  await until(() => again.evaluate(() => !document.querySelector(".reader-label-pending")), "all sent");
  site.control.down = true;
  await focusText(again);
  await again.keyboard.press("Control+z"); // whatever was last, then
  await pause(600);
  await again.close();
  site.control.down = false;
  kept.push(elsewhere(1200));
  const third = await context.newPage();
  await third.goto(address);
  await third.waitForSelector("#reader[data-ready]");
  await pause(1500);
  assert.deepEqual([...study.codings.keys()], kept);
  await context.close();
});

test("an undo of what is refused is gone with it: nothing else is taken back, and nobody does it again", async () => {
  const study = fresh("refusedundo");
  const page = await open(browser, `${site.root}/?source=refusedundo&me=m-lea`);
  await focusText(page);
  await page.keyboard.press("s");
  await code(page, "trust");
  await until(() => page.evaluate(() => document.querySelector(".reader-label") && !document.querySelector(".reader-label-pending")), "one, kept");
  site.control.delay = 700;
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("a");
  await page.keyboard.press("Control+z"); // while it is on its way
  study.text = { ...study.text, version: "v-2" };
  await until(() => page.locator("[data-notice=changed]").isVisible(), "the banner");
  site.control.delay = 0;
  await until(async () => (await labels(page)).length === 1, "the refused one is gone");
  assert.equal(await page.locator("[data-notice=refused]").count(), 0);
  await page.getByRole("button", { name: "Open the new text" }).click();
  await pause(1200);
  assert.deepEqual([mine(study, "m-lea").length, study.entries.length], [1, 1]);
  await page.context().close();
});

test("a blind round begins and ends while the text is open: what may be seen is seen, and one's own stays", async () => {
  const study = fresh("blind", 30);
  const theirs = [...study.codings].filter(([, { coder }]) => coder !== "m-cody");
  Object.assign(theirs[0][1], { start: 40, end: 80 }); // in sight
  const page = await open(browser, `${site.root}/?source=blind&me=m-cody`);
  const names = PEOPLE.filter(({ id }) => id !== "m-cody").map(({ name }) => name).join("|");
  const drawn = async () => (await page.locator(".reader-label").evaluateAll((all) => all.map((one) => one.ariaLabel))).filter((one) => new RegExp(names).test(one)).length;
  await until(async () => (await drawn()) > 0, "theirs");
  await focusText(page);
  study.sight = "blind"; // begun: entries of theirs are as if they had never been
  study.entry0 -= 40;
  for (const [id] of theirs) study.codings.delete(id);
  await until(async () => (await drawn()) === 0, "theirs are gone");
  const many = (await labels(page)).length;
  await page.keyboard.press("s");
  await code(page, "trust");
  await until(() => study.entries.length === 1, "it is kept");
  await until(() => page.evaluate(() => !document.querySelector(".reader-label-pending")), "all sent");
  await pause(1000);
  assert.equal((await labels(page)).length, many + 1);
  study.sight = "closed";
  study.entry0 += 60;
  for (const [id, one] of theirs) study.codings.set(id, one);
  await until(async () => (await drawn()) > 0, "theirs are there again");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("signed out: what waits is kept, and goes out after entering again with another token", async () => {
  const study = fresh("away");
  const page = await open(browser, `${site.root}/?source=away&me=m-lea`);
  await focusText(page);
  site.control.away = true;
  await page.keyboard.press("s");
  await code(page, "trust");
  await until(() => page.getByText("You were away").isVisible(), "the notice");
  site.control.away = false;
  site.control.token = "TokenTwo0123456789abcdefghijklmnop";
  await until(() => study.codings.size === 1, "it was sent");
  await until(() => page.getByText("You were away").isHidden(), "the notice is gone");
  site.control.token = "TokenOne0123456789abcdefghijklmnop";
  await page.context().close();
});

test("the text revised by another: it says so, refuses what no longer fits, and opens the new text at the same place", async () => {
  const study = fresh("revised", 20);
  const page = await open(browser, `${site.root}/?source=revised&me=m-lea`);
  await focusText(page);
  await page.keyboard.press("g");
  await page.keyboard.type("12");
  await page.keyboard.press("Enter");
  const insert = "MARIGOLD: A word put in before all others.\n\n";
  study.text = { ...study.text, version: "v-2", words: insert + study.text.words,
    turns: [[0, 10, insert.length - 2, 1, null, null], ...study.text.turns.map(([s, w, e, ...more]) => [s + insert.length, w + insert.length, e + insert.length, ...more])] };
  for (const coding of study.codings.values()) {
    coding.start += insert.length;
    coding.end += insert.length;
  }
  await page.keyboard.press("s");
  const chosen = await page.evaluate(() => getSelection().toString());
  await code(page, "trust");
  await until(() => page.locator("[data-notice=refused]").isVisible(), "refused with a sentence");
  await until(() => page.locator("[data-notice=changed]").isVisible(), "the banner");
  await page.getByRole("button", { name: "Open the new text" }).click();
  await until(async () => /20 codings moved/.test(await said(page)), "what moved");
  assert.ok(await page.getByText("A word put in before all others").count());
  const top = await page.evaluate(() => document.querySelector("#turn-13").getBoundingClientRect().top);
  assert.ok(Math.abs(top) < 1200, `about the same place: ${top}`);
  await until(() => mine(study, "m-lea").some(({ id }) => id.startsWith("coding-")), "what was refused stands on the same words now");
  assert.equal(await page.locator("[data-notice=refused]").count(), 0);
  const made = mine(study, "m-lea").find(({ id }) => id.startsWith("coding-"));
  assert.equal([...study.text.words].slice(made.start, made.end).join(""), chosen);
  await page.context().close();
});

test("a code deleted by another: the act is refused with a sentence, and another code can be put on the same words", async () => {
  const study = fresh("deleted");
  const page = await open(browser, `${site.root}/?source=deleted&me=m-lea`);
  await focusText(page);
  study.codes.delete(CODES[0].id);
  await page.keyboard.press("s");
  await code(page, "trust built");
  await until(() => page.getByText("That code is gone.").first().isVisible(), "the sentence");
  await until(async () => (await labels(page)).length === 0, "no trace");
  await page.getByRole("button", { name: "Choose another code" }).click();
  await page.keyboard.type("money");
  await page.keyboard.press("Enter");
  await until(() => study.codings.size === 1, "another code on the same words");
  await page.context().close();
});
