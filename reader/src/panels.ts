/** What opens at the side: the keys, the codes, the codings in sight. */

import { showAutocode } from "./autocode.ts";
import { button, h } from "./dom.ts";
import { type Command, type Group, type Keys, named, pretty } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Code } from "./types.ts";
import { type Key, say, sayCount } from "./words.ts";

const GROUPS: Group[] = ["select", "code", "move", "listen", "see"];

/** The table of keys; each can be changed in place. */
export function showKeys(reader: Reader): void {
  const { keys, side } = reader;
  const status = h("p", { role: "status", class: "small soft" });
  const groups = GROUPS.filter((group) => keys.commands.some((one) => one.group === group));
  const again = button(say("keys_reset"), () => {
    keys.reset();
    showKeys(reader);
  }, { class: "button" });
  side.show("keys", say("keys_title"), [lettersChoice(reader), status, ...groups.map((group) => tableOfKeys(keys, group, status)), again]);
}

export function lettersChoice(reader: Reader): HTMLElement {
  const letters = h("input", { type: "checkbox" });
  letters.checked = reader.keys.letters;
  letters.addEventListener("change", () => reader.keys.useLetters(letters.checked));
  return h("label", { class: "choice small" }, letters, h("span", {}, say("letters_on")));
}

export function tableOfKeys(keys: Keys, group: Group, status: HTMLElement): HTMLElement {
  const commands = keys.commands.filter((one) => one.group === group);
  const head = h("tr", {}, h("th", { scope: "col" }, say("keys_what")), h("th", { scope: "col" }, say("keys_key")));
  const rows = commands.map((command) =>
    h("tr", {}, h("th", { scope: "row" }, say(command.says, command.fills)), h("td", {}, keyButton(keys, command, status))));
  return h("table", { class: "reader-keys" }, h("caption", {}, say(`group_${group}` as Key)), h("thead", {}, head), h("tbody", {}, ...rows));
}

function keyButton(keys: Keys, command: Command, status: HTMLElement): HTMLElement {
  const shown = () => keys.keysOf(command).map(pretty).join("  ");
  const key = button("", () => {
    key.replaceChildren(say("keys_press"));
    key.addEventListener("keydown", press);
  }, { title: say("keys_change") });
  const show = () => key.replaceChildren(h("kbd", {}, shown()), h("span", { class: "unseen" }, ` ${say("keys_change")}`));
  const press = (event: KeyboardEvent) => {
    if (/^(Shift|Control|Alt|Meta|Tab)$/.test(event.key)) return;
    event.preventDefault();
    key.removeEventListener("keydown", press);
    const taken = event.key === "Escape" && !command.keys.includes("Escape") ? null : keys.change(command, named(event));
    status.textContent = taken ? say("keys_taken", { command: say(taken.says, taken.fills) }) : "";
    show();
  };
  key.addEventListener("blur", () => {
    key.removeEventListener("keydown", press);
    show();
  });
  show();
  return key;
}

/** The codes as a tree beside the text: click to apply to the selected words, or drag the words there; see one alone. */
export function showCodes(reader: Reader): void {
  const counts = new Map<string, number>();
  for (const { code } of reader.model.shown.all()) counts.set(code, (counts.get(code) ?? 0) + 1);
  const codes = reader.model.tree();
  const under = (parent: string | null): HTMLElement[] =>
    codes.filter((code) => (code.parent ?? null) === parent).map((code) => {
      const inner = under(code.id);
      return h("li", {}, codeRow(reader, code, counts.get(code.id) ?? 0), inner.length ? h("ul", {}, ...inner) : null);
    });
  const tree = h("ul", { class: "tree reader-tree" }, ...under(null));
  reader.side.show("codes", say("codes"), codes.length ? [tree] : [h("p", {}, say("no_codes_yet"))], undefined, true);
}

function codeRow(reader: Reader, code: Code, count: number): HTMLElement {
  const name = code.plain || code.name;
  const title = code.definition || undefined;
  const apply = reader.mayCode ? h("button", { type: "button", class: "reader-tree-name", title }, name) : h("span", { title }, name);
  if (reader.mayCode) apply.addEventListener("click", () => reader.acts.apply({ code: code.id }));
  apply.addEventListener("pointerdown", (event) => event.preventDefault()); // the words stay selected
  const alone = button(say("filter"), () => reader.filter.set(reader.filter.coder, reader.filter.code === code.id ? null : code.id));
  alone.append(h("span", { class: "unseen" }, ` ${name}`));
  const rule = button(say("autocode_this"), () => showAutocode(reader, code.id));
  rule.append(h("span", { class: "unseen" }, ` ${name}`));
  const row = h("div", { class: "tree-row" }, h("span", { class: `swatch hue-${code.hue % 12}` }), h("div", { class: "tree-name" }, apply),
    h("span", { class: "count soft small" }, count ? String(count) : ""), alone, reader.mayCode && rule);
  if (!reader.mayCode) return row;
  row.addEventListener("dragover", (event) => {
    event.preventDefault();
    row.classList.add("reader-drop");
  });
  row.addEventListener("dragleave", () => row.classList.remove("reader-drop"));
  row.addEventListener("drop", (event) => {
    event.preventDefault();
    row.classList.remove("reader-drop");
    reader.acts.apply({ code: code.id });
  });
  return row;
}

/** The codings in sight as a list: on a phone, where the margin has no room for labels. */
export function showCodings(reader: Reader): void {
  const { start, end } = reader.sight.between(100, innerHeight - 100);
  const there = reader.ordered().filter((one) => one.start < end && one.end > start);
  const rows = there.map((coding) => {
    const { hue, name } = reader.label(coding);
    const go = () => {
      reader.side.close();
      reader.choosing.choose(coding.id, true);
    };
    return h("li", {}, h("button", { type: "button", class: "reader-excerpt", onclick: go },
      h("span", { class: "code" }, h("span", { class: `swatch hue-${hue}` }), h("strong", {}, name)),
      h("span", { class: "reader-excerpt-words", dir: "auto" }, reader.words(coding, 140)),
      h("span", { class: "small soft" }, say("by", { coder: reader.coder(coding.coder) }))));
  });
  const title = `${say("codings_in_sight")} · ${sayCount("count_codings", rows.length)}`;
  reader.side.show("codings", title, rows.length ? [h("ul", { class: "lines" }, ...rows)] : [h("p", {}, say("no_coding_here"))], undefined, true);
}
