// The unit tests and one journey in Debian's Firefox (or $FIREFOX), which speaks WebDriver BiDi by itself. Not part of
// `npm test`: `npm run firefox` runs it, and says so where there is no Firefox.
import { existsSync } from "node:fs";
import { after, test } from "node:test";
import puppeteer from "puppeteer-core";
import { assert, until } from "./helpers.mjs";
import { CODES, PEOPLE, transcript } from "./mock/invented.mjs";
import { serve } from "./mock/server.mjs";
import { MockStudy } from "./mock/study.mjs";

const PLACES = process.env.FIREFOX ? [process.env.FIREFOX] : ["/usr/bin/firefox-esr", "/usr/bin/firefox"];
const executablePath = PLACES.find((path) => existsSync(path));
if (!executablePath) {
  console.log("Nothing was tested: there is no Firefox here. Install Debian's package `firefox-esr`, or set FIREFOX.");
  process.exit(0);
}

const site = await serve();
const browser = await puppeteer.launch({ browser: "firefox", executablePath });
after(async () => {
  await browser.close();
  await site.close();
});

const blank = await browser.newPage();
await blank.goto(`${site.root}/blank`);
await blank.addScriptTag({ url: "/build/unit.js", type: "module" });
await blank.waitForFunction(() => globalThis.testNames);
const names = await blank.evaluate(() => globalThis.testNames());

test(`this is ${await browser.version()}, and the unit tests are there`, () => assert.ok(names.length > 10));
for (const name of names) {
  test(name, async () => {
    const problem = await blank.evaluate((one) => globalThis.runTest(one).then(() => null, (error) => `${error}\n${error.stack}`.slice(0, 3000)), name);
    assert.equal(problem, null);
  });
}

async function open(name) {
  const study = new MockStudy({ text: transcript(2500, 4), codes: structuredClone(CODES), people: PEOPLE });
  site.studies.set(name, study);
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  const problems = [];
  page.on("pageerror", (problem) => problems.push(String(problem.stack ?? problem)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(`${site.root}/?source=${name}&me=m-lea`);
  await page.waitForSelector("#reader[data-ready]");
  const labels = () => page.$$eval(".reader-label", (all) => all.map(({ textContent }) => textContent));
  return { study, page, problems, labels };
}

/** What the person sees behind and under the words chosen: how many pixels of the picture are of each colour. */
async function colours(page, clip) {
  const picture = await page.screenshot({ clip, encoding: "base64" });
  return blank.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    const counts = {};
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    for (let at = 0; at < data.length; at += 4) {
      const colour = `rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`;
      counts[colour] = (counts[colour] ?? 0) + 1;
    }
    return counts;
  }, picture);
}

/** The box of the words of a range painted, and the colours that its code should have there. */
const painted = (page) => page.evaluate(() => {
  const [name, highlight] = [...CSS.highlights].find(([one]) => one.startsWith("ground-")) ?? [];
  if (!name) return null;
  const { startContainer, startOffset, endContainer, endOffset } = [...highlight][0];
  const range = document.createRange();
  range.setStart(startContainer, startOffset);
  range.setEnd(endContainer, endOffset);
  const { x, y, width, height } = range.getClientRects()[0];
  const ink = document.querySelector(".reader-transcript").appendChild(document.createElement("i"));
  const colour = (variable) => {
    ink.style.setProperty("color", `var(--${variable})`);
    return getComputedStyle(ink).color;
  };
  const hue = name.slice("ground-".length);
  const found = { words: range.toString(), ground: colour(name), line: colour(`hue-${hue}`), names: [...CSS.highlights.keys()], box: { x: x + scrollX, y: y + scrollY, width, height: height + 4 } };
  ink.remove();
  return found;
});

test("select by key, `c`, letters, Enter: kept, painted behind the very words, labelled in the margin; undone, all is gone", async () => {
  const { study, page, problems, labels } = await open("journey");
  await page.focus(".reader-text");
  await page.keyboard.press("s");
  await page.keyboard.press("c");
  await page.waitForSelector(".reader-palette input");
  await page.keyboard.type("listen");
  await page.keyboard.press("Enter");
  await until(() => study.codings.size === 1, "the coding");
  const [coding] = study.codings.values();
  assert.equal(study.codes.get(coding.code).plain, "Listening without fixing");
  await until(async () => (await labels()).length === 1, "its label");
  assert.match((await labels())[0], /Listening without fixing/);

  await page.keyboard.press("Escape"); // nothing is chosen: what lies behind the words is to be seen
  await until(async () => !(await page.evaluate(() => CSS.highlights.has("chosen"))), "nothing chosen");
  const { words, ground, line, names: painting, box } = await painted(page);
  assert.equal(words, [...study.text.words].slice(coding.start, coding.end).join(""));
  assert.ok(painting.some((name) => name.startsWith("line-0-")), "an underline");
  const seen = await colours(page, box);
  assert.ok(seen[ground] > box.width * box.height * 0.4, `the ground ${ground} is seen: ${JSON.stringify(seen).slice(0, 300)}`);
  assert.ok(seen[line] > box.width * 0.5, `the underline ${line} is seen`);

  await page.keyboard.down("Control");
  await page.keyboard.press("z");
  await page.keyboard.up("Control");
  await until(() => study.codings.size === 0, "undone");
  await until(async () => (await labels()).length === 0, "no label");
  assert.equal(await painted(page), null);
  assert.equal((await colours(page, box))[ground] ?? 0, 0, "nor anything behind the words");
  assert.deepEqual(problems, []);
  await page.close();
});

test("select by mouse: the words dragged over are those coded", async () => {
  const { study, page, problems } = await open("mouse");
  const drag = await page.evaluate(() => {
    const range = document.createRange();
    const words = document.querySelector("#turn-2 p:not(.speaker)").firstChild;
    range.setStart(words, 0);
    range.setEnd(words, 24);
    const { left, right, top, bottom } = range.getClientRects()[0];
    return { left, right, y: (top + bottom) / 2, words: range.toString().trim() };
  });
  await page.mouse.move(drag.left + 1, drag.y);
  await page.mouse.down();
  await page.mouse.move(drag.right, drag.y, { steps: 4 });
  await page.mouse.up();
  const offered = await page.waitForSelector(".reader-chips .button-main", { visible: true });
  await offered.click();
  await page.waitForSelector(".reader-palette input");
  await page.keyboard.type("trust");
  const option = await page.waitForSelector("[role=option]", { visible: true });
  await option.click();
  await until(() => study.codings.size === 1, "the coding");
  const [{ start, end }] = study.codings.values();
  assert.equal([...study.text.words].slice(start, end).join(""), drag.words);
  assert.deepEqual(problems, []);
  await page.close();
});
