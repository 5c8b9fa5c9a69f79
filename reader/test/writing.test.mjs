// The parts of the page for writing, in a real browser engine. Whole journeys: tests/journeys/test_writing.py.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { launch } from "./browser.mjs";
import { serve } from "./mock/server.mjs";

const site = await serve();
const browser = await launch();
const page = await browser.newPage();
await page.goto(`${site.root}/blank`);
await page.addScriptTag({ url: "/build/writing-unit.js", type: "module" });
await page.waitForFunction(() => globalThis.testNames);

for (const name of await page.evaluate(() => globalThis.testNames())) {
  test(name, async () => {
    const problem = await page.evaluate((one) => globalThis.runTest(one).then(() => null, (error) => String(error.stack ?? error).slice(0, 3000)), name);
    assert.equal(problem, null);
  });
}
after(async () => {
  await browser.close();
  await site.close();
});
