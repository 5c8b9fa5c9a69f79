/** Constant comparison: a coding above, and one after the other the excerpts that carry the same code, in the whole study. */

import { button, h } from "./dom.ts";
import type { Shown } from "./model.ts";
import type { Reader } from "./reader.ts";
import type { Elsewhere } from "./types.ts";
import { say, sayCount } from "./words.ts";

export function showComparison(reader: Reader, coding: Shown): void {
  const { name, hue } = reader.label(coding);
  const list = h("ul", { class: "lines" });
  const status = h("p", { class: "small soft", role: "status" }, say("rule_looking"));
  const more = button(say("compare_more"), () => void fetchMore(), { class: "button", hidden: true });
  const place = reader.page.nameOf(reader.page.parts[reader.page.partAt(coding.start)]);
  const mine = h("div", { class: "reader-compared" },
    h("p", { class: "code" }, h("span", { class: `swatch hue-${hue}` }), h("strong", {}, name)),
    h("p", { class: "reader-here-words", dir: "auto" }, reader.words(coding, 400)),
    h("p", { class: "small soft" }, `${place} · ${say("by", { coder: reader.coder(coding.coder) })}`));
  list.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const rows = [...list.querySelectorAll<HTMLElement>(".reader-excerpt")];
    rows[rows.indexOf(document.activeElement as HTMLElement) + by]?.focus();
  });
  let shown = 0;

  async function fetchMore(): Promise<void> {
    const answer = await reader.api.excerpts(coding.code, shown);
    if (answer.kind !== "done") {
      status.textContent = (answer.kind === "refused" && answer.sentence) || say("rule_not_reached");
      return;
    }
    const { total, excerpts } = answer.data;
    shown += excerpts.length;
    list.append(...excerpts.filter((one) => one.coding !== coding.id).map((one) => excerptOf(reader, one)));
    status.textContent = total > 1 ? sayCount("compare_found", total - 1) : say("no_other");
    more.hidden = shown >= total;
  }

  reader.side.show("compare", say("compare_title", { code: name }), [status, list, more], undefined, false, { above: [mine] });
  void fetchMore();
}

function excerptOf(reader: Reader, one: Elsewhere): HTMLLIElement {
  const here = one.source === reader.host.dataset.source;
  const where = [here ? "" : one.title, one.place, one.said_by.join(", "), say("by", { coder: reader.coder(one.coder) })].filter(Boolean).join(" · ");
  const address = `${location.pathname.replace(reader.host.dataset.source!, one.source)}#coding-${one.coding}`;
  const words = here
    ? h("button", { type: "button", class: "reader-excerpt", dir: "auto", onclick: () => reader.choosing.choose(one.coding, false) }, one.words)
    : h("a", { class: "reader-excerpt", dir: "auto", href: address, target: "_blank" }, one.words);
  return h("li", {}, words, h("p", { class: "attribution" }, where));
}
