// Memos beside the text: linking anything, reading, changing, a conflict, a draft; comparing; going to places.
import { after, test } from "node:test";
import { launch, open } from "./browser.mjs";
import { assert, drawn, focusText, said, until } from "./helpers.mjs";
import { serve } from "./mock/server.mjs";
import { MockStudy } from "./mock/study.mjs";
import { CODES, PEOPLE, codingsFor, transcript } from "./mock/invented.mjs";

const site = await serve();
const browser = await launch();
after(async () => {
  await browser.close();
  await site.close();
});

function fresh(name, many = 30) {
  const text = transcript(2500, 6);
  const study = new MockStudy({ text, codes: structuredClone(CODES), codings: codingsFor(text, many), people: PEOPLE });
  site.studies.set(name, study);
  return study;
}

const about = (memo) => memo.about.map(({ table }) => table);

test("@ links a code, a source, a participant, a claim, a coding; four keys for a memo on an excerpt with a link", async () => {
  const study = fresh("links");
  const page = await open(browser, `${site.root}/?source=links&me=m-lea`);
  await focusText(page);
  await page.keyboard.press("n");
  await page.keyboard.press("m"); // 1
  await page.keyboard.type("Like @gate");
  await until(() => page.locator(".reader-at [role=option]").count(), "what is offered");
  assert.equal(await page.locator(".reader-at [aria-selected=true]").textContent(), "Visit at the gatesource");
  await page.keyboard.press("Enter"); // 2
  for (const [letters, name] of [["mari", "Marigold"], ["trust co", "Trust comes by being there again."], ["having been there", "Having been there"]]) {
    await page.keyboard.type(`, @${letters}`);
    await page.keyboard.press("Enter");
    assert.ok((await page.locator(".reader-side textarea").inputValue()).endsWith(`@${name} `));
  }
  const name = await page.locator(".reader-label-name").first().textContent();
  await page.keyboard.type(`, @${name}:`);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Enter"); // 3
  await until(() => study.memos.size === 1, "the memo");
  const [memo] = study.memos.values();
  assert.deepEqual(about(memo), ["coding.coding", "sources.source", "people.participant", "themes.claim", "codebook.code", "coding.coding"]);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a name is linked by whoever types faster than the names come", async () => {
  const study = fresh("fast");
  const page = await open(browser, `${site.root}/?source=fast&me=m-lea`);
  await page.route("**/things*", async (route) => {
    await new Promise((done) => setTimeout(done, 700));
    await route.continue();
  });
  await focusText(page);
  await page.keyboard.press("n");
  await page.keyboard.press("m");
  await page.keyboard.type("Like @gate");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Enter");
  const codings = study.codings.size;
  for (const key of ["ArrowRight", "1"]) await page.keyboard.press(key); // these are for the words, not for the memo
  await until(() => study.memos.size === 1, "the memo");
  const [memo] = study.memos.values();
  assert.equal(memo.body, "Like @Visit at the gate ");
  assert.deepEqual(about(memo), ["coding.coding", "sources.source"]);
  await until(() => study.codings.size === codings + 1, "the coding after it");
  await page.context().close();
});

test("a memo is read in the list, changed, and where somebody else changed it both are shown", async () => {
  const study = fresh("change");
  const [first] = [...study.codings.values()].sort((a, b) => a.start - b.start);
  study.memo("m-cody", { act_id: "x", kind: "theory", title: "Kettle", body: "Always a kettle.", about: [{ table: "coding.coding", row: first.id }] });
  const page = await open(browser, `${site.root}/?source=change&me=m-lea`);
  await focusText(page);
  await page.keyboard.press("o");
  assert.equal(await page.locator(".reader-label[aria-current]").getAttribute("data-coding"), first.id);
  await page.keyboard.press("h");
  await page.getByRole("button", { name: "Change" }).click();
  const body = page.locator(".reader-side textarea");
  assert.equal(await body.inputValue(), "Always a kettle.");
  study.changeMemo("m-cody", [...study.memos.keys()][0], { act_id: "y", version: 1, kind: "theory", title: "Kettle", body: "Cody’s words.", about: [] });
  await body.fill("Lea’s words.");
  await body.press("Control+Enter");
  await until(() => page.locator(".reader-theirs").isVisible(), "theirs");
  assert.match(await page.locator(".reader-theirs").textContent(), /Cody’s words/);
  assert.equal(await body.inputValue(), "Lea’s words.");
  await body.fill("Lea’s and Cody’s words.");
  await body.press("Control+Enter");
  await until(() => [...study.memos.values()][0].body === "Lea’s and Cody’s words.", "kept");
  await page.keyboard.press("Escape");
  assert.deepEqual(page.problems.filter((one) => !/409/.test(one)), []);
  await page.context().close();
});

test("what is being written outlives the page, sealed", async () => {
  fresh("draft");
  const keep = Buffer.alloc(32, 7).toString("base64");
  const page = await open(browser, `${site.root}/?source=draft&me=m-lea&keep=${encodeURIComponent(keep)}`);
  await focusText(page);
  await page.keyboard.press("m");
  await page.keyboard.type("Half a thought about rain");
  await page.waitForTimeout(600);
  const stored = await page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) found.push(url, await (await (await caches.open(name)).match(url)).text());
    return found.join("\n");
  });
  assert.match(stored, /draft/);
  assert.doesNotMatch(stored, /thought|rain/);
  await page.reload();
  await page.waitForSelector("#reader[data-ready]");
  await focusText(page);
  await page.keyboard.press("m");
  await until(async () => (await page.locator(".reader-side textarea").inputValue()) === "Half a thought about rain", "the draft");
  await page.context().close();
});

test("comparing: the coding stays above, excerpts of the whole study below, arrows walk them", async () => {
  fresh("compare", 60);
  const page = await open(browser, `${site.root}/?source=compare&me=m-lea`);
  await focusText(page);
  await page.keyboard.press("n");
  await page.keyboard.press("Enter");
  await page.locator(".reader-here").getByRole("button", { name: /^Compare/ }).first().click();
  const rows = page.locator(".reader-side .lines .reader-excerpt");
  await until(() => rows.count(), "excerpts");
  assert.match(await page.locator(".reader-compared").textContent(), /Turn \d+/);
  await rows.first().focus();
  for (let index = 1; index < (await rows.count()); index++) await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "She waited with him at the gate.");
  assert.match(await page.evaluate(() => document.activeElement.href), /#coding-far$/);
  await page.context().close();
});

test("whoever goes on while a place is still being drawn is told where they are", async () => {
  fresh("haste");
  const page = await open(browser, `${site.root}/?source=haste&me=m-lea`);
  await drawn(page);
  const seen = await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done))); // and what was asked for in it is done
    const middle = document.documentElement.scrollHeight / 2;
    const go = async (top, frames) => {
      scrollTo({ top, behavior: "instant" });
      for (let shown = 0; shown < frames; shown++) await frame();
    };
    for (const top of [middle, 0]) await go(top, 30); // everything has its height
    await go(middle, 1); // the drawing has begun
    await go(0, 30);
    return document.querySelector(".reader-where").textContent;
  });
  assert.match(seen, /^Turn 1 /);
  await page.context().close();
});

test("going to a turn, a time, a question; and where one is, is said", async () => {
  fresh("go");
  const page = await open(browser, `${site.root}/?source=go&me=m-lea`);
  const where = () => page.locator(".reader-where").textContent();
  assert.match(await where(), /^Turn 1 · Interviewer · 0:00$/);
  await focusText(page);
  await page.keyboard.press("g");
  await page.keyboard.type("9");
  await page.keyboard.press("Enter");
  await until(async () => /^Turn [89] /.test(await where()), "turn 9");
  assert.match(await said(page), /^Turn 9, /);
  await page.keyboard.press("q");
  assert.match(await said(page), /^Turn 10, Interviewer/);
  await page.keyboard.press("Shift+q");
  assert.match(await said(page), /^Turn 7, Interviewer/);
  await page.keyboard.press("g");
  await page.keyboard.type("0:00");
  await page.keyboard.press("Enter");
  assert.match(await said(page), /^Turn 1, /);
  await page.keyboard.press("g");
  assert.ok((await page.locator(".reader-go-row").count()) > 5);
  await page.locator(".reader-go-row").nth(3).click();
  assert.match(await said(page), /^Turn 10, /);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
