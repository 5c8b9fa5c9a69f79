/** Writing a memo beside the text. `@` and a few letters link anything. Control and Enter keep it. */

import { button, h } from "./dom.ts";
import { namesLike } from "./matching.ts";
import { labelled } from "./palette.ts";
import type { About, Memo, Thing } from "./types.ts";
import { type Key, say } from "./words.ts";

const KINDS = ["code", "theory", "method", "reflexive"];
const OFFERED = 8;

export interface Draft {
  kind: string;
  title: string;
  body: string;
}

export interface MemoWanted {
  about: About | null;
  aboutWords: string;
  /** The memo that is changed; a new one without. */
  memo?: Memo;
  things: Promise<Thing[]>;
  /** What was written here before and not kept. */
  draft: Promise<Draft | null>;
  written(draft: Draft | null): void;
  /** Keep it; what stands in the way, as a sentence and the memo as it is now. */
  keep(memo: Draft & { about: About[] }): Promise<{ sentence: string; theirs?: Memo } | null>;
}

/** The form, and the field that should have the focus. */
export function memoForm(wanted: MemoWanted): { content: Node[]; focus: HTMLElement } {
  const form = new Form(wanted);
  return { content: form.content, focus: form.body };
}

class Form {
  readonly content: Node[];
  readonly body = h("textarea", { rows: 7, dir: "auto", "aria-autocomplete": "list", "aria-controls": "reader-at" });
  private readonly kind = h("select", {}, ...KINDS.map((value) => h("option", { value }, say(`memo_${value}` as Key))));
  private readonly title = h("input", { type: "text", autocomplete: "off" });
  private readonly offers = h("ul", { class: "plain reader-options reader-at", role: "listbox", id: "reader-at", hidden: true, "aria-label": say("memo_links") });
  private readonly status = h("div", { role: "status" });
  private readonly linked = new Map<string, Thing>();
  private things: Thing[] = [];
  private found: Thing[] = [];
  private active = 0;
  private busy = false;

  constructor(private readonly wanted: MemoWanted) {
    const { memo } = wanted;
    if (memo) this.fill(memo);
    void wanted.things.then((things) => {
      this.things = things;
      this.offer(); // somebody may have asked already
    });
    void wanted.draft.then((draft) => {
      if (draft && (memo || (!this.title.value && !this.body.value))) this.fill(draft);
    });
    for (const field of [this.kind, this.title, this.body]) field.addEventListener("input", () => wanted.written(this.draft));
    this.body.addEventListener("input", () => this.offer());
    this.body.addEventListener("keydown", (event) => this.press(event));
    this.title.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) void this.keep();
      else this.body.focus();
    });
    this.offers.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const row = (event.target as Element).closest<HTMLElement>("[data-row]");
      if (row) this.take(this.found[Number(row.dataset.row)]);
    });
    const links = memo?.about.map(({ called }) => called).filter(Boolean).join(" · ");
    this.content = [
      h("p", { class: "small soft" }, say("memo_about")), h("p", { class: "reader-here-words", dir: "auto" }, links || wanted.aboutWords),
      labelled("memo_title", this.title), labelled("memo_body", this.body), this.offers, labelled("memo_kind", this.kind), this.status,
      h("p", { class: "row" }, button(say("memo_save"), () => void this.keep(), { class: "button button-main" }), h("kbd", { class: "small soft" }, "Ctrl Enter")),
    ];
  }

  private get draft(): Draft {
    return { kind: this.kind.value, title: this.title.value, body: this.body.value };
  }

  private fill({ kind, title, body }: Draft): void {
    this.kind.value = kind;
    this.title.value = title;
    this.body.value = body;
  }

  /** The letters after an `@`, where the caret stands behind them. */
  private asked(): string | null {
    return /(?:^|\s)@([^@\n]{0,40})$/.exec(this.body.value.slice(0, this.body.selectionStart))?.[1] ?? null;
  }

  private offer(): void {
    const query = this.asked();
    this.found = query === null ? [] : namesLike(this.things, query).slice(0, OFFERED);
    this.offers.hidden = !this.found.length;
    this.active = Math.min(this.active, Math.max(0, this.found.length - 1));
    this.offers.replaceChildren(...this.found.map((thing, index) =>
      h("li", { role: "option", id: `reader-at-${index}`, "aria-selected": String(index === this.active), "data-row": index },
        thing.hue === undefined ? null : h("span", { class: `swatch hue-${thing.hue}` }),
        h("span", { class: "reader-option-name", dir: "auto" }, thing.called), h("span", { class: "small soft" }, say(`thing_${thing.table.split(".")[1]}` as Key)))));
    if (this.found.length) this.body.setAttribute("aria-activedescendant", `reader-at-${this.active}`);
    else this.body.removeAttribute("aria-activedescendant");
  }

  private take(thing: Thing): void {
    const end = this.body.selectionStart;
    const name = `@${thing.called}`;
    this.body.setRangeText(`${name} `, end - (this.asked() ?? "").length - 1, end, "end");
    this.linked.set(name, thing);
    this.wanted.written(this.draft);
    this.offer();
  }

  private press(event: KeyboardEvent): void {
    const { key } = event;
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void this.keep();
    } else if (!this.offers.hidden && /^(Enter|Tab|ArrowDown|ArrowUp|Escape)$/.test(key)) {
      event.preventDefault();
      if (key === "Escape") this.offers.hidden = true;
      else if (key === "Enter" || key === "Tab") this.take(this.found[this.active]);
      else {
        this.active = (this.active + (key === "ArrowDown" ? 1 : -1) + this.found.length) % this.found.length;
        this.offer();
      }
    }
  }

  private async keep(): Promise<void> {
    const { kind, title, body } = this.draft;
    if (!title.trim() && !body.trim()) return this.body.focus();
    if (this.busy) return;
    this.busy = true;
    const links = [...this.linked].filter(([name]) => body.includes(name)).map(([, { table, row }]) => ({ table, row }));
    const { about, memo } = this.wanted;
    const problem = await this.wanted.keep({
      kind, title: title.trim() || body.trim().split("\n")[0].slice(0, 60), body, about: [...(about && !memo ? [about] : []), ...links],
    });
    this.busy = false;
    if (problem) this.say(problem);
    else this.wanted.written(null);
  }

  /** What stands in the way; and where somebody else changed the memo, theirs beside mine. */
  private say({ sentence, theirs }: { sentence: string; theirs?: Memo }): void {
    const other = theirs && h("blockquote", { class: "reader-theirs", dir: "auto" }, h("strong", {}, theirs.title), h("p", {}, theirs.body));
    this.status.replaceChildren(h("p", { class: "notice notice-care" }, sentence), ...(other ? [h("p", { class: "small" }, say("memo_theirs")), other] : []));
  }
}
