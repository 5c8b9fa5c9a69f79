/** The rules for what is painted behind the words stand on the transcript (reader.css). Chromium lets what stands in it
 *  inherit them; Firefox does not, and would paint nothing; nor is Safari said to. There the rules are given to every element in it too.
 *  Not in Chromium, where they would be asked of every element: 10 ms a style pass. */

import { h } from "./dom.ts";

const ON_TRANSCRIPT = ".reader-transcript::highlight(";
const ON_ALL_IN_IT = ".reader-transcript *::highlight(";

export function spreadHighlights(host: HTMLElement): void {
  if (inherits(host)) return;
  const rules = [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules.filter((rule) => rule.startsWith(ON_TRANSCRIPT)).map((rule) => rule.replace(ON_TRANSCRIPT, ON_ALL_IN_IT)).join("\n"));
  document.adoptedStyleSheets.push(sheet);
}

/** Whether a paragraph has the ground that its transcript's rule gives. */
function inherits(host: HTMLElement): boolean {
  const paragraph = h("p");
  const transcript = h("div", { class: "reader-transcript" }, paragraph);
  host.append(transcript);
  const ground = getComputedStyle(paragraph, "::highlight(ground-0)").backgroundColor;
  const own = getComputedStyle(paragraph).backgroundColor;
  transcript.remove();
  return !!ground && ground !== own;
}
