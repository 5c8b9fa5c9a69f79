// A person codes by keyboard alone, on the mock server. Every key is counted.
import { after, test } from "node:test";
import { launch, open } from "./browser.mjs";
import { assert, drawn, focusText, hands, mine, said, settled, until } from "./helpers.mjs";
import { serve } from "./mock/server.mjs";
import { MockStudy } from "./mock/study.mjs";
import { CODES, PEOPLE, transcript } from "./mock/invented.mjs";

const site = await serve();
const browser = await launch();
after(async () => {
  await browser.close();
  await site.close();
});

function fresh(name, codes = CODES) {
  const study = new MockStudy({ text: transcript(2500, 4), codes: structuredClone(codes), people: PEOPLE });
  site.studies.set(name, study);
  return study;
}

test("last, recent, any and new code cost 2, 2, 4 and 4 actions at most", async () => {
  const study = fresh("counted");
  const page = await open(browser, `${site.root}/?source=counted&me=m-lea`);
  await focusText(page);
  const hand = hands(page);

  await hand.press("s", "c"); // any: select, palette, (letters), Enter
  await hand.type("listen");
  await hand.press("Enter");
  assert.equal(hand.keys, 3);
  assert.match(await said(page), /Coded “Listening without fixing” on \d+ words?\./);
  await until(() => study.codings.size === 1, "the first coding");

  hand.keys = 0;
  await hand.press("ArrowRight", "a"); // last
  assert.equal(hand.keys, 2);
  await until(() => study.codings.size === 2, "the second");

  hand.keys = 0;
  await hand.press("ArrowRight", "1"); // recent
  assert.equal(hand.keys, 2);
  await until(() => study.codings.size === 3, "the third");

  hand.keys = 0;
  await hand.press("ArrowRight", "c"); // new in place
  await hand.type("Mechanics of support / Waiting with somebody");
  await hand.press("Enter");
  assert.equal(hand.keys, 3);
  await until(() => study.codes.size === CODES.length + 1, "the new code");
  const code = [...study.codes.values()].at(-1);
  assert.deepEqual(code.path, ["Mechanics of support", "Waiting with somebody"]);
  assert.ok(mine(study, "m-lea").every(({ start, end }) => start < end));
  const spans = mine(study, "m-lea").map(({ start, end }) => [...study.text.words].slice(start, end).join(""));
  assert.ok(spans.every((words) => /^[A-Z].*[.?]$/s.test(words)), `whole sentences: ${spans}`);

  hand.keys = 0;
  await hand.press("w", "i"); // in vivo
  assert.equal(hand.keys, 2);
  await until(() => study.codes.size === CODES.length + 2, "the code in vivo");
  const inVivo = [...study.codes.values()].at(-1);
  const coding = mine(study, "m-lea").find((one) => one.code === inVivo.id);
  assert.equal(inVivo.plain, [...study.text.words].slice(coding.start, coding.end).join(""));
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("fifty codings, five new codes, five memos, ten undone, five redone, by keyboard alone", async () => {
  const study = fresh("journey");
  const page = await open(browser, `${site.root}/?source=journey&me=m-lea`);
  await page.keyboard.press("Tab");
  for (let tries = 0; tries < 40 && !(await page.evaluate(() => document.activeElement.classList.contains("reader-text"))); tries++) {
    await page.keyboard.press("Tab");
  }
  const hand = hands(page);
  await hand.press("s", "c");
  await hand.type("trust");
  await hand.press("Enter");
  for (let index = 1; index < 40; index++) {
    await hand.press("ArrowRight");
    if (index % 8 === 0) {
      await hand.press("c");
      await hand.type(["money", "going", "paid", "tea"][index / 8 - 1]);
      await hand.press("Enter");
    } else await hand.press(index % 3 ? "a" : "1");
  }
  for (let index = 0; index < 5; index++) {
    await hand.press("ArrowRight", "c");
    await hand.type(`Something new ${index}`);
    await hand.press("Enter", "m");
    await hand.type(`A thought about number ${index}. @trust`);
    await hand.press("Enter", "Control+Enter");
  }
  for (let index = 0; index < 5; index++) await hand.press("ArrowRight", "2");
  await until(() => mine(study, "m-lea").length === 50, "fifty codings", async () => `${mine(study, "m-lea").length} are there. The page says: ${await said(page)} ${page.problems}`);
  await until(() => study.memos.size === 5, "five memos");
  assert.equal(study.codes.size, CODES.length + 5);
  const memo = [...study.memos.values()][0];
  assert.equal(memo.body, "A thought about number 0. @Trust built slowly ");
  assert.deepEqual(memo.about.map(({ table }) => table), ["coding.coding", "codebook.code"]);
  assert.ok(study.codings.has(memo.about[0].row), "the memo is about the real coding");
  const before = study.summary();

  // Five undone are codings; the memos lie between, so ten acts back is five codings and some of the memos' acts.
  for (let index = 0; index < 10; index++) await hand.press("Control+z");
  await until(() => study.entries.filter(({ kind }) => kind === "undo").length === 10, "ten undone");
  for (let index = 0; index < 10; index++) await hand.press("Control+Shift+z");
  await until(() => study.entries.filter(({ kind }) => kind === "redo").length === 10, "ten redone");
  assert.equal(study.summary(), before);
  for (let index = 0; index < 10; index++) await hand.press("Control+z");
  for (let index = 0; index < 5; index++) await hand.press("Control+y");
  await until(() => study.entries.filter(({ kind }) => kind === "redo").length === 15, "five redone");
  await settled(page, site, "journey");
  await until(async () => (await said(page)).startsWith("Done again"), "the sentence of the last redo");
  const reload = await open(browser, `${site.root}/?source=journey&me=m-lea`);
  assert.ok(await reload.locator(".reader-label").count() > 0);
  assert.deepEqual([...page.problems.filter((one) => !/409/.test(one)), ...reload.problems], []);
  console.log(`# keys pressed for 50 codings, 5 new codes, 5 memos, 20 undos, 15 redos: ${hand.keys}`);
  await page.context().close();
  await reload.context().close();
});

test("a key that comes before the page has told of the selection codes the words that are selected", async () => {
  const study = fresh("early");
  const page = await open(browser, `${site.root}/?source=early&me=m-lea`);
  await focusText(page);
  await page.keyboard.press("s");
  await page.keyboard.press("c");
  await page.keyboard.type("trust");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowRight");
  const words = await page.evaluate(() => {
    const selection = getSelection();
    selection.modify("extend", "backward", "word"); // as a mouse that is let go on the way back
    document.querySelector(".reader-text").dispatchEvent(new KeyboardEvent("keydown", { key: "a", code: "KeyA", bubbles: true, cancelable: true }));
    return selection.toString();
  });
  await until(() => study.codings.size === 2, "both codings");
  const { start, end } = mine(study, "m-lea").at(-1);
  assert.equal([...study.text.words].slice(start, end).join(""), words.trim());
  await page.context().close();
});

test("selecting by word, sentence, line and turn; longer and shorter at both ends", async () => {
  fresh("select");
  const page = await open(browser, `${site.root}/?source=select&me=m-lea`);
  await focusText(page);
  const selected = () => page.evaluate(() => getSelection().toString());
  await page.keyboard.press("j");
  await page.keyboard.press("w");
  const word = await selected();
  assert.match(word, /^\S+$/);
  await page.keyboard.press("Shift+ArrowRight");
  assert.match(await selected(), new RegExp(`^${word} \\S+$`));
  await page.keyboard.press("Shift+ArrowLeft");
  assert.equal(await selected(), word);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Alt+Shift+ArrowLeft");
  assert.match(await selected(), new RegExp(`^${word} \\S+$`));
  await page.keyboard.press("Alt+Shift+ArrowRight");
  assert.match(await selected(), /^\S+$/);
  await page.keyboard.press("s");
  const sentence = await selected();
  assert.match(sentence, /^[A-Z].*[.?]$/);
  await page.keyboard.press("Shift+ArrowRight");
  assert.ok((await selected()).startsWith(sentence) && (await selected()).length > sentence.length);
  await page.keyboard.press("Shift+ArrowLeft");
  assert.equal(await selected(), sentence);
  await page.keyboard.press("l");
  const line = await selected();
  const lines = await page.evaluate(() => getSelection().getRangeAt(0).getClientRects().length);
  assert.equal(lines, 1, `one line of print: ${line}`);
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await selected(), line);
  assert.equal(await page.evaluate(() => getSelection().getRangeAt(0).getClientRects().length), 1);
  await page.keyboard.press("t");
  assert.ok((await selected()).includes(sentence));
  await page.keyboard.press("Escape");
  assert.equal(await selected(), "");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("list, recode, resize, remove and describe with keys only", async () => {
  const study = fresh("change");
  const page = await open(browser, `${site.root}/?source=change&me=m-lea`);
  await focusText(page);
  await page.keyboard.press("s");
  await page.keyboard.press("c");
  await page.keyboard.type("trust");
  await page.keyboard.press("Enter");
  await until(() => study.codings.size === 1, "a coding");
  const one = () => [...study.codings.values()][0];
  const was = { ...one() };

  await page.keyboard.press("r");
  await page.keyboard.type("money");
  await page.keyboard.press("Enter");
  await until(() => one().code !== was.code, "another code");

  await page.keyboard.press("e");
  await page.keyboard.press("w");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Enter");
  await until(() => one().end !== was.end, "another end");
  assert.ok(one().end < was.end && one().start === was.start);

  const settled = one();
  await page.keyboard.press("e"); // and left as it is
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Escape");
  await page.waitForTimeout(300);
  assert.deepEqual(one(), settled);

  await page.keyboard.press("s");
  await page.keyboard.press("Enter"); // the list of codings here
  assert.ok(await page.locator(".reader-here [role=dialog], .reader-here").isVisible());
  await page.keyboard.press("Escape");
  await page.keyboard.press("x");
  await until(() => study.codings.size === 0, "it is gone");
  assert.match(await said(page), /taken off/);
  await page.keyboard.press("Control+z");
  await until(() => study.codings.size === 1, "it is back");
  await until(async () => (await page.locator(".reader-label").count()) === 1, "and seen");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("keys: the table shows them, a person changes them, letters can be switched off", async () => {
  const study = fresh("keys");
  const page = await open(browser, `${site.root}/?source=keys&me=m-lea`);
  await focusText(page);
  await page.keyboard.press("?");
  const row = page.locator(".reader-keys tr", { hasText: "The last code again" });
  await row.locator("button").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("c"); // taken
  assert.match(await page.locator(".reader-side [role=status]").textContent(), /Choose a code/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("d");
  assert.equal(await row.locator("kbd").textContent(), "d");
  await page.keyboard.press("Escape");
  await page.keyboard.press("s");
  await page.keyboard.press("c");
  await page.keyboard.type("trust");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("d");
  await until(() => study.codings.size === 2, "the changed key works");

  await page.getByText("Look").first().click();
  await page.locator(".reader-bar").getByLabel(/Single letters are keys/).uncheck();
  await focusText(page);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("d");
  await page.keyboard.press("1");
  await page.waitForTimeout(150);
  assert.equal(study.codings.size, 2, "letters and digits do nothing now");
  const kept = await page.evaluate(() => ({ ...localStorage }));
  const words = study.text.words.slice(0, 400).split(/\W+/).filter((word) => word.length > 6);
  assert.ok(!words.some((word) => JSON.stringify(kept).includes(word)), "localStorage holds no words");
  await page.context().close();
});

test("jumping: turns, codings, codings of one code; the place is kept", async () => {
  const page = await open(browser, `${site.root}/?source=s&me=m-lea`);
  await focusText(page);
  await page.keyboard.press("g");
  await page.keyboard.type("30");
  await page.keyboard.press("Enter");
  assert.match(await said(page), /Turn 30/);
  assert.ok(await page.locator("#turn-30").isVisible());
  await page.keyboard.press("j");
  assert.match(await said(page), /Turn 31/);
  await page.keyboard.press("n");
  const first = await said(page);
  await page.keyboard.press("Shift+n");
  const same = await said(page);
  assert.equal(first.split(", by")[0], same.split(", by")[0], "of the same code");
  await page.keyboard.press("Shift+p");
  assert.equal(await said(page), first);
  const place = () => page.evaluate(() => {
    const turn = [...document.querySelectorAll(".reader-turn")].find((one) => one.getBoundingClientRect().bottom > 120);
    return [turn.id, Math.round(turn.getBoundingClientRect().top)];
  });
  const [turn, top] = await place();
  await page.reload();
  await page.waitForSelector("#reader[data-ready]");
  await drawn(page);
  const [again, there] = await place();
  assert.equal(again, turn);
  assert.ok(Math.abs(there - top) < 45, `the same line: ${top} and ${there}`);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
