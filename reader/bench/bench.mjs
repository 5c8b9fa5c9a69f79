// The reader against a bare page that only lays out the same text, same run, same machine. Prints a table and JSON.
//   node bench/bench.mjs [s,m,l] [runs]
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { serve } from "../test/mock/server.mjs";
import { launch } from "../test/browser.mjs";

const sizes = (process.argv[2] ?? "s,m,l").split(",");
const runs = Number(process.argv[3] ?? 3);
const NAMES = { s: "S 6,000 / 500", m: "M 60,000 / 5,000", l: "L 600,000 / 50,000" };
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const site = await serve();
const results = {};

for (const size of sizes) {
  site.study(size); // made before anything is timed
  const each = { bare: [], simple: [], reader: [] };
  for (let run = 0; run < runs; run++) {
    for (const kind of run % 2 ? ["reader", "bare", "simple"] : ["bare", "simple", "reader"]) each[kind].push(await measure(kind, size));
  }
  const of = (kind, key) => median(each[kind].map((one) => one[key]).filter((one) => one !== undefined));
  const row = (kind) => Object.fromEntries(Object.keys(each[kind][0]).map((key) => [key, round(of(kind, key))]));
  results[size] = { name: NAMES[size], bare: row("bare"), simple: row("simple"), reader: row("reader"),
    ratio: round(of("reader", "interactive") / of("bare", "interactive")), ratioToSimple: round(of("reader", "interactive") / of("simple", "interactive")),
    memoryRatioToSimple: round(of("reader", "memory") / of("simple", "memory")),
    memoryRatio: round(of("reader", "memory") / of("bare", "memory")) };
}
await site.close();
print();
writeFileSync(fileURLToPath(new URL("../build/bench.json", import.meta.url)), JSON.stringify(results, null, 1));
console.log(JSON.stringify(results));

async function measure(kind, size) {
  const browser = await launch(["--enable-precise-memory-info", "--js-flags=--expose-gc"]);
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  const problems = [];
  page.on("pageerror", (problem) => problems.push(problem));
  const cdp = await page.context().newCDPSession(page);
  await page.goto(`${site.root}/${kind === "reader" ? `?source=${size}&me=m-lea` : `bare?source=${size}&kind=${kind}`}`);
  await page.waitForSelector("#reader[data-ready]", { timeout: 120000 });
  // From the moment the last byte of the data is here (parsing it counts) until the first frame with everything in sight is painted.
  const result = await page.evaluate(() => new Promise((done) => setTimeout(() => {
    const at = (name) => performance.getEntriesByName(name)[0].startTime;
    const arrived = Math.max(...performance.getEntriesByType("resource").filter(({ name }) => /\/(text|codings)$/.test(name)).map(({ responseEnd }) => responseEnd));
    done({ interactive: at("reader-painted") - arrived, script: at("reader-ready") - arrived });
  }, 1200)));
  if (kind === "reader") Object.assign(result, await applies(page));
  result.frames = await scrolls(page);
  await page.waitForTimeout(300);
  result.nodes = await page.evaluate(() => document.getElementsByTagName("*").length);
  await cdp.send("HeapProfiler.collectGarbage");
  const { jsHeapUsedSize } = await heap(cdp);
  result.heap = jsHeapUsedSize / 1e6;
  result.memory = (await processMemory(browser, page)) / 1e6;
  await browser.close();
  if (problems.length) throw problems[0];
  return result;
}

/** Select a sentence and press the key for the last code, ten times in different places. */
async function applies(page) {
  const script = [];
  const painted = [];
  await page.evaluate(() => document.querySelector(".reader-text").focus());
  for (let index = 0; index < 12; index++) {
    await page.keyboard.press(index ? "ArrowRight" : "s");
    await page.waitForTimeout(150);
    const [ms, until] = await page.evaluate(() => new Promise((done) => {
      requestAnimationFrame(() => setTimeout(() => {
        const text = document.querySelector(".reader-text");
        const start = performance.now();
        text.dispatchEvent(new KeyboardEvent("keydown", { key: "a", code: "KeyA", bubbles: true, cancelable: true }));
        const end = performance.now();
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => done([end - start, performance.now() - start]);
          channel.port2.postMessage(0);
        });
      }));
    }));
    script.push(ms);
    painted.push(until);
    await page.waitForTimeout(120);
  }
  return { apply: median(script.slice(2)), applyWorst: Math.max(...script.slice(2)), painted: median(painted.slice(2)) };
}

/** Scroll 45 pixels a frame for three seconds. */
function scrolls(page) {
  return page.evaluate(() => new Promise((done) => {
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
  }));
}

async function heap(cdp) {
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  return { jsHeapUsedSize: usedSize };
}

/** The private memory of the page's own process, as the system counts it. */
async function processMemory(browser) {
  const { readFileSync } = await import("node:fs");
  const cdp = await browser.newBrowserCDPSession();
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  const sizes = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => {
    const rollup = readFileSync(`/proc/${id}/smaps_rollup`, "utf8");
    const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(rollup)?.[1] ?? 0);
    return (of("Private_Dirty") + of("Private_Clean")) * 1024;
  });
  return Math.max(...sizes);
}

function round(number) {
  return number === undefined ? undefined : Math.round(number * 100) / 100;
}

function print() {
  const columns = ["data → interactive, ms: bare / simple / reader", "of bare / of simple", "apply: script ms (worst)", "key → painted ms",
    "scroll frames/s: bare / simple / reader", "memory MB: bare / simple / reader", "of bare / of simple", "elements"];
  console.log("bare: the same paragraphs in chunks under content-visibility; simple: one after the other, all laid out; neither has codings, margin or tools.");
  console.log(`| text / codings | ${columns.join(" | ")} |`);
  console.log(`|${"---|".repeat(columns.length + 1)}`);
  for (const one of Object.values(results)) {
    const { bare, simple, reader } = one;
    const three = (key) => `${bare[key]} / ${simple[key]} / ${reader[key]}`;
    console.log(`| ${one.name} | ${three("interactive")} | ${one.ratio} / ${one.ratioToSimple} | ${reader.apply} (${reader.applyWorst}) | ${reader.painted} | ` +
      `${three("frames")} | ${three("memory")} | ${one.memoryRatio} / ${one.memoryRatioToSimple} | ${reader.nodes} |`);
  }
}
