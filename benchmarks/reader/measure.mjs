// Pages measured in turn, each in a browser of its own, as JSON:  node measure.mjs SIZE RUNS STARTS
// STARTS: how often more each is only opened. A start of a few frames is told from another by many of them.
// Positions in the generated texts are code points and units at once: no letter in them takes two.
import { readFileSync } from "node:fs";
import { launch } from "../../reader/test/browser.mjs";
import { serve } from "../../reader/test/mock/server.mjs";
import { more } from "./pages.mjs";

const KINDS = ["plain", "chunked", "reader", "nested"];
// ms in which a page of that size is there for sure, and the nested one
const A_WHILE = { s: [1000, 1500], m: [1500, 3500], l: [3000, 20_000] };
const FLAGS = ["--enable-precise-memory-info", "--js-flags=--expose-gc"];
const [size = "s", runs = "3", starts = "0"] = process.argv.slice(2);
const site = await serve({ more });
site.study(size); // made before anything is timed
const found = Object.fromEntries(KINDS.map((kind) => [kind, []]));
let version = "";
const all = Number(runs) + Number(starts);
for (let run = 0; run < all; run++) {
  const order = run % 2 ? [...KINDS].reverse() : KINDS; // in turn, so that a busy moment hits all of them
  for (const kind of order) found[kind].push(await measured(kind, run >= Number(runs)));
}
await site.close();
console.log(JSON.stringify({ version, found }));

async function measured(kind, onlyStart) {
  const browser = await launch(FLAGS);
  version = browser.version();
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  const problems = [];
  page.on("pageerror", (problem) => problems.push(problem));
  await page.goto(`${site.root}/${address(kind)}`);
  await page.waitForTimeout(A_WHILE[size][Number(kind === "nested")]); // asking a page whether it is ready takes its time from it
  await page.waitForSelector("#reader[data-ready]", { timeout: 300_000 });
  const result = await page.evaluate(opened);
  if (!onlyStart) Object.assign(result, await used(kind, page, browser));
  await browser.close();
  if (problems.length) throw problems[0];
  return result;
}

/** Coding and scrolling, and what is in memory then. */
async function used(kind, page, browser) {
  const result = {};
  if (kind === "reader") Object.assign(result, await applies(page, pressLast));
  if (kind === "nested") Object.assign(result, await applies(page, (index) => globalThis.applyOne(index)));
  result.frames = await page.evaluate(scrolled);
  await page.waitForTimeout(300);
  result.elements = await page.evaluate(() => document.getElementsByTagName("*").length);
  await (await page.context().newCDPSession(page)).send("HeapProfiler.collectGarbage");
  result.memory = (await processMemory(browser)) / 1e6;
  return result;
}

function address(kind) {
  if (kind === "reader") return `?source=${size}&me=m-lea`;
  return kind === "nested" ? `nested?source=${size}` : `bare?source=${size}&kind=${kind}`;
}

/** From the moment the last byte of the data is here (parsing it counts) to the first frame with everything in sight. */
function opened() {
  const data = /\/(text|codings|beside|nested-html)(\?|$)/;
  return new Promise((done) => {
    const look = () => {
      const [painted] = performance.getEntriesByName("reader-painted");
      if (!painted) return setTimeout(look, 50);
      const arrived = Math.max(...performance.getEntriesByType("resource").filter(({ name }) => data.test(name)).map(({ responseEnd }) => responseEnd));
      const [ready] = performance.getEntriesByName("reader-ready");
      setTimeout(() => done({ interactive: painted.startTime - arrived, script: ready.startTime - arrived }), 600);
    };
    look();
  });
}

/** One coding more, ten times in different places: how long the script runs, and until when it is painted. */
async function applies(page, act) {
  const script = [];
  const painted = [];
  await page.evaluate(() => document.querySelector(".reader-text")?.focus());
  for (let index = 0; index < 12; index++) {
    if (act === pressLast) await page.keyboard.press(index ? "ArrowRight" : "s");
    await page.waitForTimeout(150);
    const [ms, until] = await page.evaluate(timed, [act.toString(), index]);
    script.push(ms);
    painted.push(until);
    await page.waitForTimeout(120);
  }
  return { apply: median(script.slice(2)), applyWorst: Math.max(...script.slice(2)), painted: median(painted.slice(2)) };
}

function pressLast() {
  const key = new KeyboardEvent("keydown", { key: "a", code: "KeyA", bubbles: true, cancelable: true });
  document.querySelector(".reader-text").dispatchEvent(key);
}

function timed([written, index]) {
  const act = new Function(`return (${written})`)();
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(() => {
      const start = performance.now();
      act(index);
      const end = performance.now();
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done([end - start, performance.now() - start]);
        channel.port2.postMessage(0);
      });
    }));
  });
}

/** 45 pixels a frame for three seconds. */
function scrolled() {
  return new Promise((done) => {
    scrollTo(0, 0);
    const begun = performance.now();
    let frames = 0;
    const step = (now) => {
      frames += 1;
      scrollBy({ top: 45, behavior: "instant" });
      if (now - begun < 3000) requestAnimationFrame(step);
      else done((frames * 1000) / (now - begun));
    };
    requestAnimationFrame(step);
  });
}

/** The private memory of the page's own process, as the system counts it. */
async function processMemory(browser) {
  const cdp = await browser.newBrowserCDPSession();
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  const sizes = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => {
    const rollup = readFileSync(`/proc/${id}/smaps_rollup`, "utf8");
    const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(rollup)?.[1] ?? 0);
    return (of("Private_Dirty") + of("Private_Clean")) * 1024;
  });
  return Math.max(...sizes);
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}
