/** Writing a memo beside the text. `@` and a few letters link a code. Control and Enter keep it. */

import { button, h } from "./dom.ts";
import { Matcher } from "./matching.ts";
import { labelled } from "./palette.ts";
import type { About, Code, Memo } from "./types.ts";
import { type Key, say } from "./words.ts";

const KINDS = ["code", "theory", "method", "reflexive"];

export interface MemoWanted {
  about: About | null;
  aboutWords: string;
  codes: readonly Code[];
  keep(memo: Omit<Memo, "id">): void;
}

/** The form, and the field that should have the focus. */
export function memoForm(wanted: MemoWanted): { content: Node[]; focus: HTMLElement } {
  const kind = h("select", {}, ...KINDS.map((value) => h("option", { value }, say(`memo_${value}` as Key))));
  const title = h("input", { type: "text", autocomplete: "off" });
  const body = h("textarea", { rows: 7, dir: "auto", "aria-autocomplete": "list" });
  const offers = h("ul", { class: "plain reader-options reader-at", role: "listbox", hidden: true, "aria-label": say("codes") });
  const linked = new Map<string, Code>();
  const matcher = new Matcher(wanted.codes);
  let found: Code[] = [];
  let active = 0;

  const asked = () => /(?:^|\s)@([^@\n]{0,30})$/.exec(body.value.slice(0, body.selectionStart));
  const offer = () => {
    const query = asked();
    found = query ? (query[1] ? matcher.find(query[1]) : [...wanted.codes]).slice(0, 6) : [];
    offers.hidden = !found.length;
    active = Math.min(active, Math.max(0, found.length - 1));
    offers.replaceChildren(...found.map((code, index) =>
      h("li", { role: "option", "aria-selected": String(index === active), "data-row": index },
        h("span", { class: `swatch hue-${code.hue}` }), code.plain || code.name)));
  };
  const take = (code: Code) => {
    const at = asked()!;
    const end = body.selectionStart;
    const name = `@${code.plain || code.name}`;
    body.setRangeText(`${name} `, end - at[1].length - 1, end, "end");
    linked.set(name, code);
    offer();
  };
  body.addEventListener("input", offer);
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      keep();
    } else if (!offers.hidden && /^(Enter|Tab|ArrowDown|ArrowUp|Escape)$/.test(event.key)) {
      event.preventDefault();
      if (event.key === "Escape") offers.hidden = true;
      else if (event.key === "Enter" || event.key === "Tab") take(found[active]);
      else {
        active = (active + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
        offer();
      }
    }
  });
  offers.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const row = (event.target as Element).closest<HTMLElement>("[data-row]");
    if (row) take(found[Number(row.dataset.row)]);
  });
  title.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) keep();
    else body.focus();
  });

  const keep = () => {
    if (!title.value.trim() && !body.value.trim()) return body.focus();
    const links = [...linked].filter(([name]) => body.value.includes(name))
      .map(([, code]) => ({ table: "codebook.code", row: code.id }));
    wanted.keep({
      kind: kind.value, title: title.value.trim() || body.value.trim().split("\n")[0].slice(0, 60), body: body.value,
      about: [...(wanted.about ? [wanted.about] : []), ...links],
    });
  };
  const save = button(say("memo_save"), keep, { class: "button button-main" });
  return {
    content: [
      h("p", { class: "small soft" }, say("memo_about")), h("p", { class: "reader-here-words", dir: "auto" }, wanted.aboutWords),
      labelled("memo_title", title), labelled("memo_body", body), offers, labelled("memo_kind", kind),
      h("p", { class: "row" }, save, h("kbd", { class: "small soft" }, "Ctrl Enter")),
    ],
    focus: body,
  };
}
