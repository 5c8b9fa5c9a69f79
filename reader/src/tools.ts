/** The bar above the text: what is shown and how, who is here, undo, keys. */

import { button, h } from "./dom.ts";
import { goPanel } from "./go.ts";
import { lettersChoice, showCodes, showCodings, showKeys } from "./panels.ts";
import type { Reader } from "./reader.ts";
import type { Person } from "./types.ts";
import { type Key, say, sayCount } from "./words.ts";

export interface Tools {
  element: HTMLElement;
  refresh(): void;
  refreshSoon(): void;
  people(others: Person[]): void;
  waiting(count: number): void;
  where(now: { where: string; question: string }): void;
  open(menu: "filter" | "go"): void;
}

export function tools(reader: Reader, notices: HTMLElement): Tools {
  const hidden = h("span", { class: "reader-hidden", hidden: true });
  const people = h("span", { class: "reader-people small soft" });
  const waiting = h("span", { class: "small reader-waiting" });
  const filter = menu("filter", () => reader.filter.panel, () => reader.filter.refill());
  const look = menu("look", () => reader.look.panel(lettersChoice(reader)));
  const select = menu("selected", () => selecting(reader));
  let field: HTMLInputElement | undefined;
  const go: HTMLDetailsElement = menu("go_to", () => {
    const made = goPanel(reader, () => (go.open = false));
    field = made.field;
    return made.panel;
  });
  const place = h("span", { class: "small reader-where" });
  const question = h("span", { class: "soft", dir: "auto" });
  const element = h("div", { class: "reader-bar", role: "group", "aria-label": say("tools") },
    filter, look, select, go, h("span", { class: "reader-where-line" }, place, question), hidden, waiting, people,
    reader.mayCode && button(say("undo"), () => reader.acts.undo(), { title: "Ctrl Z" }),
    reader.mayCode && button(say("redo"), () => reader.acts.redo(), { title: "Ctrl Shift Z" }),
    button(say("codings"), () => showCodings(reader), { class: "button button-quiet reader-on-phone" }),
    button(say("codes"), () => showCodes(reader)), button(say("memos_here"), () => reader.memos.list()),
    button(say("keys"), () => showKeys(reader), { class: "button button-quiet reader-no-phone" }), notices);
  element.addEventListener("keydown", (event) => {
    const open = element.querySelector<HTMLDetailsElement>("details[open]");
    if (event.key !== "Escape" || !open) return;
    event.preventDefault();
    open.open = false;
    open.querySelector("summary")?.focus();
  });
  addEventListener("pointerdown", (event) => {
    for (const open of element.querySelectorAll<HTMLDetailsElement>("details[open]")) {
      if (!open.contains(event.target as Node)) open.open = false;
    }
  });

  let asked = false;
  const refresh = () => {
    const sentence = reader.filter.sentence();
    hidden.hidden = !sentence;
    if (sentence) hidden.replaceChildren(sentence, " ", button(say("show_all"), () => reader.filter.set(null, null)));
    count(reader.model.queue.length);
  };
  const count = (many: number) => (waiting.textContent = many > 1 || (many && !navigator.onLine) ? sayCount("queued", many) : "");
  return {
    element, refresh, waiting: count,
    refreshSoon: () => {
      if (asked) return;
      asked = true;
      setTimeout(() => {
        asked = false;
        refresh();
      }, 200);
    },
    people: (others) => {
      const names = others.map(({ name }) => name).join(", ");
      const text = names ? say("here", { names }) : "";
      if (people.textContent !== text) people.textContent = text;
    },
    where: (now) => {
      place.textContent = now.where;
      question.textContent = now.question;
    },
    open: (which) => {
      const one = which === "go" ? go : filter;
      one.dispatchEvent(new Event("fill"));
      one.open = true;
      if (which === "go") field?.select(); // what was asked for last is written over
      (which === "go" ? field : one.querySelector<HTMLElement>("select, input"))?.focus();
    },
  };
}

/** Everything that keys select, as buttons: for a finger, a switch, a screen reader. */
function selecting(reader: Reader): HTMLElement {
  const of = (label: Key, command: string) => {
    const key = reader.keys.shown(command);
    return button(say(label), () => reader.run(command), { "data-key": key, "aria-keyshortcuts": key });
  };
  const rows: [Key, string][] = [
    ["word", "word"], ["sentence", "sentence"], ["whole_line", "line"], ["whole_turn", "turn"], ["key_next", "next"], ["key_back", "back"],
    ["longer", "extend"], ["shorter", "shrink"], ["key_extend_start", "extend-start"], ["key_shrink_start", "shrink-start"],
    ["key_here", "here"], ["key_clear", "clear"],
  ];
  return h("div", { class: "reader-selecting" }, ...rows.map(([label, command]) => of(label, command)));
}

/** Its panel is made when it is first opened. */
function menu(title: Key, panel: () => HTMLElement, opened?: () => void): HTMLDetailsElement {
  const body = h("div", { class: "menu-panel" });
  const made = h("details", { class: "menu reader-menu" }, h("summary", {}, say(title === "selected" ? "group_select" : title)), body);
  const open = () => {
    if (!body.firstChild) body.append(panel());
    opened?.();
  };
  made.firstElementChild!.addEventListener("click", () => made.open || open());
  made.addEventListener("fill", open);
  return made;
}
