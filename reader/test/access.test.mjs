// Everybody: screen readers, no mouse, phones, right to left, print, the browser's own find.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { launch, open } from "./browser.mjs";
import { assert, drawn, focusText, mine, said, until } from "./helpers.mjs";
import { serve } from "./mock/server.mjs";
import { MockStudy } from "./mock/study.mjs";
import { CODES, PEOPLE, codingsFor, transcript } from "./mock/invented.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const site = await serve();
const browser = await launch();
after(async () => {
  await browser.close();
  await site.close();
});

async function axe(page, about) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(violations.map(({ id, nodes }) => `${about}: ${id} ${nodes.length} × ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`), []);
}

test("axe finds nothing: reading, choosing a code, listing, memo, keys, light and dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open(browser, `${site.root}/?source=s&me=m-lea`, { colorScheme, bypassCSP: true });
    await axe(page, "reading");
    await focusText(page);
    await page.keyboard.press("s");
    await page.keyboard.press("c");
    await page.keyboard.type("li");
    await axe(page, "palette");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await until(() => page.locator(".reader-here li").isVisible(), "the list");
    await axe(page, "here");
    await page.keyboard.press("Escape");
    await page.keyboard.press("m");
    await page.keyboard.type("@tr");
    await axe(page, "memo");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await focusText(page);
    await page.keyboard.press("?");
    await axe(page, "keys");
    await page.keyboard.press("Escape");
    await page.keyboard.press("v");
    await axe(page, "codes");
    await page.keyboard.press("Escape");
    await page.getByText("Show", { exact: true }).click();
    await axe(page, "filter");
    assert.deepEqual(page.problems, []);
    await page.context().close();
  }
});

test("the accessibility tree is a document: turns as groups with speaker and time, words in reading order", async () => {
  const page = await open(browser, `${site.root}/?source=s&me=m-lea`);
  const tree = await page.locator(".reader-text").ariaSnapshot();
  assert.match(tree, /^- '?document "The text: Interview"/);
  assert.match(tree, /group "Turn 1, Interviewer, at 0:00":\s+- paragraph: Interviewer\s+- paragraph: /);
  assert.match(tree, /group "Turn 2, (Juniper|Marigold), at \d:\d\d"/);
  const list = page.getByRole("list", { name: "Codings in sight" });
  const first = await list.getByRole("button").first().getAttribute("aria-label");
  assert.match(first, /^.+, by (Lea|Cody|Rea): “.+”$/s);
  await page.context().close();
});

test("the labels are one stop for Tab; arrows walk them beyond the window; Enter opens, Escape comes back", async () => {
  const page = await open(browser, `${site.root}/?source=s&me=m-lea`);
  assert.equal(await page.locator(".reader-label[tabindex='0']").count(), 1);
  await focusText(page);
  await page.keyboard.press("b");
  const seen = new Set();
  for (let index = 0; index < 70; index++) {
    seen.add(await page.evaluate(() => document.activeElement.dataset.coding));
    await page.keyboard.press("ArrowDown");
  }
  assert.equal(seen.size, 70, "each coding once");
  assert.ok(await page.evaluate(() => scrollY) > 300, "it went on below the window");
  await page.keyboard.press("Enter");
  await until(() => page.locator(".reader-here").isVisible(), "the list");
  await page.keyboard.press("Escape");
  assert.ok(await page.evaluate(() => document.activeElement.classList.contains("reader-text")));
  await page.context().close();
});

test("filter: what is hidden is said", async () => {
  const page = await open(browser, `${site.root}/?source=s&me=m-lea`);
  await drawn(page);
  const before = await page.locator(".reader-label").count();
  await page.getByText("Show", { exact: true }).click();
  await page.getByLabel("Coder").selectOption({ label: "Cody" });
  const text = await page.locator(".reader-hidden").textContent();
  assert.match(text, /^\d+ hidden: filter on Cody/);
  assert.ok((await page.locator(".reader-label").count()) < before);
  await page.getByRole("button", { name: "Show all" }).click();
  assert.equal(await page.locator(".reader-label").count(), before);
  await page.context().close();
});

test("mouse: drag over words, click the chip; click on words lists every coding there", async () => {
  const text = transcript(2500, 4);
  const study = new MockStudy({ text, codes: structuredClone(CODES), codings: codingsFor(text, 1), people: PEOPLE });
  site.studies.set("mouse", study);
  const page = await open(browser, `${site.root}/?source=mouse&me=m-lea`);
  const box = await page.evaluate(() => {
    const node = document.querySelector("#turn-2 p:not(.speaker)").firstChild;
    const range = document.createRange();
    range.setStart(node, 0);
    range.setEnd(node, 24);
    const { left, right, top, bottom } = range.getClientRects()[0];
    return { left, right, y: (top + bottom) / 2, words: range.toString() };
  });
  await page.mouse.move(box.left + 1, box.y);
  await page.mouse.down();
  await page.mouse.move((box.left + box.right) / 2, box.y, { steps: 3 });
  await page.mouse.move(box.right, box.y, { steps: 3 });
  await page.mouse.up();
  await until(() => page.locator(".reader-selected").isVisible(), "the bar");
  await page.locator(".reader-chips .button-main").click();
  await page.keyboard.type("trust");
  await page.locator("[role=option]").first().click();
  await until(() => mine(study, "m-lea").some(({ id }) => id.startsWith("coding-")), "a coding");
  const made = mine(study, "m-lea").find(({ id }) => id.startsWith("coding-"));
  assert.equal([...text.words].slice(made.start, made.end).join(""), box.words.trim());
  await page.keyboard.press("Escape");
  await page.mouse.click(box.left + 20, box.y);
  await until(() => page.locator(".reader-here").isVisible(), "the list");
  assert.match(await page.locator(".reader-here").textContent(), /Trust built slowly/);
  await page.locator(".reader-here").getByRole("button", { name: /^Resize/ }).first().click();
  const handle = await page.locator(".reader-handle-end").boundingBox();
  await page.mouse.move(handle.x + handle.width / 2, handle.y + 10);
  await page.mouse.down();
  await page.mouse.move(handle.x + 160, handle.y + 12, { steps: 5 });
  await page.mouse.up();
  await page.getByRole("button", { name: "Keep", exact: true }).click();
  await until(() => study.codings.get(made.id).end > made.end, "it is longer");

  await focusText(page); // and words dragged onto the tree of codes
  await page.keyboard.press("v");
  await focusText(page);
  await page.keyboard.press("s");
  const from = await page.evaluate(() => {
    const { left, top } = getSelection().getRangeAt(0).getClientRects()[0];
    return [left + 20, top + 10];
  });
  const row = await page.locator(".reader-tree .tree-row").nth(3).boundingBox();
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(from[0] + 30, from[1] + 10, { steps: 4 });
  await page.mouse.move(row.x + 60, row.y + 10, { steps: 8 });
  await page.mouse.up();
  await until(() => [...study.codings.values()].some(({ code, coder }) => code === CODES[3].id && coder === "m-lea"), "the dragged coding");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a phone of 390 pixels: select, code, list, nothing wider than the screen", async () => {
  const text = transcript(2500, 4);
  const study = new MockStudy({ text, codes: structuredClone(CODES), codings: codingsFor(text, 40), people: PEOPLE });
  site.studies.set("phone", study);
  const page = await open(browser, `${site.root}/?source=phone&me=m-lea`,
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2, bypassCSP: true });
  await axe(page, "phone");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 390));
  await page.getByText("Select", { exact: true }).tap();
  await page.getByRole("button", { name: "Sentence", exact: true }).tap();
  await until(() => page.locator(".reader-selected").isVisible(), "the bar");
  await page.locator(".reader-chips .button-main").tap();
  await page.locator("[role=option]").first().tap();
  await until(() => mine(study, "m-lea").some(({ id }) => id.startsWith("coding-")), "a coding");
  await page.getByRole("button", { name: "Codings", exact: true }).tap();
  assert.ok(await page.locator(".reader-side .reader-excerpt").count());
  const small = await page.evaluate(() => [...document.querySelectorAll(".reader-side button, .reader-selected button")].filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    return width && (height < 24 || width < 24);
  }).length);
  assert.equal(small, 0, "targets of at least 24 pixels");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("on a phone what is chosen in a sheet is shown above it; memos are a touch away", async () => {
  const page = await open(browser, `${site.root}/?source=s&me=m-lea`, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  assert.ok(await page.getByRole("button", { name: "Memos", exact: true }).isVisible());
  await page.getByRole("button", { name: "Codes", exact: true }).tap();
  await page.getByRole("button", { name: /^Rule/ }).first().tap();
  await page.locator(".reader-autocode input").first().fill("forms");
  await page.locator(".reader-autocode input").first().press("Enter");
  const found = page.locator(".reader-found .reader-excerpt");
  await until(() => found.count(), "what was found");
  for (const one of [await found.count() - 1, 0]) {
    await found.nth(one).tap();
    const [top, bottom, bar, sheet] = await page.evaluate(() => {
      const words = getSelection().getRangeAt(0).getBoundingClientRect();
      const box = (name) => document.querySelector(name).getBoundingClientRect();
      return [words.top, words.bottom, box(".reader-bar").bottom, box(".reader-side").top];
    });
    assert.ok(top >= bar && bottom <= sheet, `${bar} ≤ ${top}, ${bottom} ≤ ${sheet}`);
  }
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a panel stands beside the words: they stay where they are, and nothing of the bar and no label lies under it", async () => {
  for (const dir of ["ltr", "rtl"]) {
    const page = await open(browser, `${site.root}/?source=s&me=m-lea&dir=${dir}`);
    await drawn(page);
    const column = () => page.evaluate(() => JSON.stringify(document.querySelector(".reader-text").getBoundingClientRect()));
    const before = await column();
    await page.getByRole("button", { name: "Codes", exact: true }).click();
    await until(() => page.evaluate(() => document.querySelector(".reader-margin").clientWidth < 200), "a narrower margin");
    assert.equal(await column(), before);
    const covered = await page.evaluate(() => {
      const side = document.querySelector(".reader-side").getBoundingClientRect();
      return [...document.querySelectorAll(".reader-bar button, .reader-label")].filter((one) => {
        const { left, right } = one.getBoundingClientRect();
        return left < side.right - 0.5 && right > side.left + 0.5;
      }).length;
    });
    assert.equal(covered, 0);
    await page.context().close();
  }
});

test("right to left: paragraphs by their own direction, margin on the other side, codings where the words are", async () => {
  const lines = ["كنت متعبة جدا. قالت لي: تعالي معي إلى المجموعة. ثم ضحكنا معا 👍.", "She said שָׁלוֹם, then left 👋. And came back.", "שלום לכולם. אני כאן."];
  let words = "";
  const turns = [];
  for (let index = 0; index < 12; index++) {
    const start = [...words].length;
    words += `أمل: ${lines[index % 3]}`;
    turns.push([start, start + 5, [...words].length, 1, null, null]);
    words += "\n";
  }
  const text = { ...transcript(10), words, turns, voices: [{ index: 1, name: "أمل", part: "participant", participant: null }] };
  const study = new MockStudy({ text, codes: structuredClone(CODES), people: PEOPLE });
  site.studies.set("rtl", study);
  const page = await open(browser, `${site.root}/?source=rtl&me=m-lea&dir=rtl&lang=ar&textlang=ar`);
  await focusText(page);
  await page.keyboard.press("s");
  await page.keyboard.press("c");
  await page.keyboard.type("trust");
  await page.keyboard.press("Enter");
  await until(() => study.codings.size === 1, "a coding");
  const { start, end } = [...study.codings.values()][0];
  assert.equal([...words].slice(start, end).join(""), "كنت متعبة جدا.");
  const directions = await page.evaluate(() => [...document.querySelectorAll(".reader-turn > p:not(.speaker)")].slice(0, 3).map((one) => getComputedStyle(one).direction));
  assert.deepEqual(directions, ["rtl", "ltr", "rtl"]);
  const speakers = await page.evaluate(() => [...document.querySelectorAll(".reader-turn > .speaker")].slice(0, 3).map((one) => getComputedStyle(one).direction));
  assert.deepEqual(speakers, directions, "who speaks stands where the words begin");
  const [margin, column] = await page.evaluate(() => [".reader-margin", ".reader-text"].map((one) => document.querySelector(one).getBoundingClientRect().left));
  assert.ok(margin < column, "the margin is on the left");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("the browser's own find and print reach the whole text", async () => {
  const page = await open(browser, `${site.root}/?source=m&me=m-lea`);
  const far = await page.evaluate(() => [...document.querySelectorAll(".reader-turn")].at(-1).lastElementChild.textContent.slice(0, 40));
  await page.evaluate(() => getSelection().removeAllRanges());
  assert.ok(await page.evaluate((words) => window.find(words, false, true), far), "found at the end");
  assert.ok(await page.evaluate(() => scrollY) > 5000);
  const pdf = await page.pdf({ format: "A4" });
  const pages = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
  assert.ok(pages > 60, `${pages} pages for 60,000 words`);
  await page.context().close();
});

test("who may not code reads, lists and compares, and is offered nothing else", async () => {
  const page = await open(browser, `${site.root}/?source=s&me=m-rea&maycode=0`);
  await focusText(page);
  await page.keyboard.press("n");
  assert.ok(await page.locator(".reader-selected").isHidden());
  await page.keyboard.press("c");
  assert.equal(await page.locator(".reader-palette").count(), 0);
  await page.keyboard.press("Enter");
  const offered = await page.locator(".reader-here .reader-acts button").allTextContents();
  assert.ok(offered.length > 0 && offered.every((one) => one.startsWith("Compare")), offered.join());
  assert.equal(await page.getByRole("button", { name: "Undo" }).count(), 0);
  await page.keyboard.press("Escape");
  await focusText(page);
  await page.keyboard.press("v");
  assert.equal(await page.locator(".reader-tree-name").count(), 0);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("rules for what is painted are inherited here, and not given to every element", async () => {
  const page = await open(browser, `${site.root}/?source=s&me=m-lea`);
  assert.equal(await page.evaluate(() => document.adoptedStyleSheets.length), 0);
  await page.context().close();
});
