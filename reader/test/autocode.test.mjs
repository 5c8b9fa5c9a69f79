// Coding by a rule: look first, accept by row, one act, one undo.
import { after, test } from "node:test";
import { launch, open } from "./browser.mjs";
import { assert, focusText, until } from "./helpers.mjs";
import { serve } from "./mock/server.mjs";
import { MockStudy } from "./mock/study.mjs";
import { CODES, PEOPLE, transcript } from "./mock/invented.mjs";

const site = await serve();
const browser = await launch();
after(async () => {
  await browser.close();
  await site.close();
});

test("by keyboard: words, look, all but one, apply; marked as made by a rule; Ctrl Z takes all of it back", async () => {
  const study = new MockStudy({ text: transcript(1500, 5), codes: structuredClone(CODES), people: PEOPLE });
  site.studies.set("rule", study);
  const page = await open(browser, `${site.root}/?source=rule&me=m-lea`);
  await focusText(page);
  await page.keyboard.press("u");
  await page.keyboard.type("bus");
  await page.getByLabel("Code", { exact: true }).last().focus();
  await page.keyboard.type("Going along");
  await page.keyboard.press("Enter");
  const rows = page.locator(".reader-found tbody tr");
  await until(() => rows.count(), "what was found");
  const many = await rows.count();
  assert.equal(await page.locator(".reader-side [role=status]").textContent(), `${many} places found.`);
  await rows.first().getByRole("checkbox").focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: `Apply to ${many - 1}` }).focus();
  await page.keyboard.press("Enter");
  await until(() => study.codings.size === many - 1, "the codings");
  assert.ok([...study.codings.values()].every(({ rule, start, end }) => rule === 1 && [...study.text.words].slice(start, end).join("") === "bus"));
  await until(async () => (await page.locator(".reader-label").count()) > 0, "they are seen");
  assert.match(await page.locator(".reader-label").first().getAttribute("aria-label"), /by Lea, by a rule/);
  await page.locator(".reader-label").first().click();
  assert.match(await page.locator(".reader-here").textContent(), /by Lea, by a rule: “bus”/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+z");
  await until(() => study.codings.size === 0, "all of it taken back");
  await until(async () => (await page.locator(".reader-label").count()) === 0, "and gone");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
