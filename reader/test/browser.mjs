// Debian's Chromium, driven by playwright-core.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

// The first is Chromium, too, without the window that it draws round each page and nobody sees: half the work.
const NAMES = ["chromium-headless-shell", "chromium", "chromium-browser"];
const PLACES = [process.env.CHROMIUM, ...NAMES.map((name) => `/usr/bin/${name}`)].filter(Boolean);
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update", "--disable-sync"];

export function launch(more = []) {
  const executablePath = PLACES.find((path) => existsSync(path));
  if (!executablePath) throw new Error("No Chromium: install Debian's package `chromium` or set CHROMIUM.");
  return chromium.launch({ executablePath, args: [...FLAGS, ...more] });
}

export async function open(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (problem) => page.problems.push(String(problem.stack ?? problem)));
  page.on("console", (message) => message.type() === "error" && page.problems.push(message.text()));
  await page.goto(address);
  await page.waitForSelector("#reader[data-ready]", { timeout: 20000 });
  return page;
}
