import { setTimeout as pause } from "node:timers/promises";
import assert from "node:assert/strict";

export { pause, assert };

/** Wait for what comes in its time, on a slow machine too. `seen` says what there was when it did not come. */
export async function until(holds, about = "that", seen = () => "") {
  for (let tries = 0; tries < 750; tries++) {
    if (await holds()) return;
    await pause(40);
  }
  assert.fail(`Waited too long for ${about}. ${await seen()}`);
}

/** Counts what a person presses. */
export function hands(page) {
  const hand = {
    keys: 0,
    async press(...keys) {
      for (const key of keys) {
        await page.keyboard.press(key);
        hand.keys += 1;
      }
    },
    async type(text) {
      await page.keyboard.type(text);
    },
  };
  return hand;
}

export const said = (page) => page.locator("#reader > [role=status]").textContent();
export const mine = (study, me) => [...study.codings.values()].filter(({ coder }) => coder === me);
export const shown = (page) => page.evaluate(() => [...document.querySelectorAll(".reader-label")].length);
export const focusText = (page) => page.evaluate(() => document.querySelector(".reader-text").focus());
/** Everything near the window is drawn, not only what is in it. */
export const drawn = (page) => until(() => page.evaluate(() => performance.getEntriesByName("reader-painted").length > 0), "everything drawn");
export const settled = (page, site, source) => until(() => page.evaluate(() => !document.querySelector(".reader-label-pending")), `nothing pending (${site.root} ${source})`);
