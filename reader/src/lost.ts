/** Codings whose words were lost when the text was corrected: listed until each is put somewhere, or taken off. */

import { button, h } from "./dom.ts";
import type { Reader } from "./reader.ts";
import type { Lost } from "./types.ts";
import { say, sayCount } from "./words.ts";

export function sayLost(reader: Reader): void {
  const { lost } = reader.model;
  if (!lost.length) return reader.notice("lost", "");
  const rows = lost.slice(0, 20).map((one) => rowOf(reader, one));
  reader.notice("lost", sayCount("lost", lost.length), h("ul", { class: "plain reader-refused" }, ...rows), reader.dismiss("lost"));
}

function rowOf(reader: Reader, one: Lost): HTMLLIElement {
  const code = reader.model.codes.get(one.code);
  const settled = () => {
    reader.model.lost = reader.model.lost.filter((other) => other !== one);
    sayLost(reader);
  };
  const put = button(say("lost_put"), () => reader.acts.putOn(one.id, settled));
  const remove = button(say("remove"), () => {
    reader.acts.removeLost(one.id);
    settled();
  });
  return h("li", {}, h("strong", {}, code?.plain || code?.name || say("unknown_code")), h("span", { class: "reader-refused-words", dir: "auto" }, one.words),
    h("span", { class: "small soft" }, say("by", { coder: reader.coder(one.coder) })), ...(reader.mayCode ? [put, remove] : []));
}
