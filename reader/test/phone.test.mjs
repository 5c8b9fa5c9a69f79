// The phone page's parts, in a real browser engine with its own database, locks and keys. Whole journeys: tests/journeys/test_phone_*.py.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { launch } from "./browser.mjs";
import { serve } from "./mock/server.mjs";

// A microphone that hums, and no question whether it may be used.
const HUM = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
const site = await serve();
const browser = await launch(HUM);
const page = await browser.newPage();
await page.goto(`${site.root}/blank`);
await page.addScriptTag({ url: "/build/phone-unit.js", type: "module" });
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
