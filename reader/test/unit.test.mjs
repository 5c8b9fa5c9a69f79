// The unit tests, in a real browser engine, all on one page.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { launch } from "./browser.mjs";
import { serve } from "./mock/server.mjs";

const site = await serve();
const browser = await launch();
const page = await browser.newPage();
await page.goto(`${site.root}/blank`);
await page.addScriptTag({ url: "/build/unit.js", type: "module" });
await page.waitForFunction(() => globalThis.testNames);
const names = await page.evaluate(() => globalThis.testNames());

for (const name of names) {
  test(name, async () => {
    const problem = await page.evaluate((one) => globalThis.runTest(one).then(() => null, (error) => String(error.stack ?? error).slice(0, 3000)), name);
    assert.equal(problem, null);
  });
}
before(() => assert.ok(names.length > 10));
after(async () => {
  await browser.close();
  await site.close();
});
