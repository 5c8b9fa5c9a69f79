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
  version: number; // of the memo that is changed; 0 for a new one
  links: [string, About][]; // what stands behind each @name
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
  /** Called as soon as it is to be kept, where nothing can stand in the way: the words have the keys again at once. */
  leave?(): void;
  /** Keep it; what stands in the way, as a sentence and the memo as it is now. */
  keep(memo: Kept): Promise<{ sentence: string; theirs?: Memo } | null>;
}

export type Kept = Pick<Memo, "kind" | "title" | "body" | "about" | "version">;

/** The form, and the field that should have the focus. */
export function memoForm(wanted: MemoWanted): { content: Node[]; focus: HTMLElement } {
  const form = new Form(wanted);
  return { content: form.content, focus: form.body };
}

class Form {
  readonly content: Node[];
  readonly body = h("textarea", { rows: 7, dir: "auto", "aria-autocomplete": "list", "aria-controls": "reader-at" });
  private readonly kind = h("select", {}, ...KINDS.map((value) => h("option", { value }, say(`memo_${value}` as Key))));
  private readonly title = h("input", { type: "text", autocomplete: "off", maxlength: 200 });
  private readonly offers = h("ul", { class: "plain reader-options reader-at", role: "listbox", id: "reader-at", hidden: true, "aria-label": say("memo_links") });
  private readonly status = h("div", { role: "status" });
  private linked = new Map<string, About>();
  private version = 0;
  private things: Thing[] = [];
  private found: Thing[] = [];
  private active = 0;
  private busy = false;
  private loaded = false;
  private choosing: Promise<void> = Promise.resolve(); // a link asked for before the names were there

  constructor(private readonly wanted: MemoWanted) {
    const { memo } = wanted;
    const asItIs = { kind: memo?.kind ?? "code", title: memo?.title ?? "", body: memo?.body ?? "", version: memo?.version ?? 0, links: [] };
    this.fill(asItIs);
    void wanted.things.then((things) => {
      this.things = things;
      this.loaded = true;
      this.offer(); // somebody may have asked already
    });
    void wanted.draft.then((draft) => {
      if (!draft || this.title.value !== asItIs.title || this.body.value !== asItIs.body) return;
      this.fill(draft);
      const discard = button(say("draft_discard"), () => {
        this.fill(asItIs);
        wanted.written(null);
        this.status.replaceChildren();
        this.body.focus();
      });
      this.status.replaceChildren(h("p", { class: "small soft" }, say("draft_found"), " ", discard));
    });
    for (const field of [this.kind, this.title, this.body]) field.addEventListener("input", () => wanted.written(this.draft));
    this.body.addEventListener("input", () => this.offer());
    this.body.addEventListener("selectionchange", () => this.offer()); // the caret may have left the @
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
    return { kind: this.kind.value, title: this.title.value, body: this.body.value, version: this.version, links: [...this.linked] };
  }

  private fill({ kind, title, body, version, links }: Draft): void {
    this.version = version;
    this.linked = new Map(links);
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

  private take(thing: Thing | undefined): void {
    const asked = this.asked();
    if (asked === null || !thing) return this.offer();
    const { called, table, row } = thing;
    const end = this.body.selectionStart;
    const name = `@${called}`;
    this.body.setRangeText(`${name} `, end - asked.length - 1, end, "end");
    this.linked.set(name, { table, row });
    this.wanted.written(this.draft);
    this.offer();
  }

  private hide(): void {
    this.offers.hidden = true;
    this.body.removeAttribute("aria-activedescendant");
  }

  private press(event: KeyboardEvent): void {
    const { key } = event;
    if (event.isComposing) return;
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void this.keep();
    } else if (!this.loaded && /^(Enter|Tab)$/.test(key) && this.asked()) {
      event.preventDefault();
      this.choosing = this.wanted.things.then(() => this.take(this.found[this.active]), () => undefined);
    } else if (!this.offers.hidden && /^(Enter|Tab|ArrowDown|ArrowUp|Escape)$/.test(key)) {
      event.preventDefault();
      if (key === "Escape") this.hide();
      else if (key === "Enter" || key === "Tab") this.take(this.found[this.active]);
      else {
        this.active = (this.active + (key === "ArrowDown" ? 1 : -1) + this.found.length) % this.found.length;
        this.offer();
      }
    }
  }

  private async keep(): Promise<void> {
    if (this.busy) return;
    if (!this.title.value.trim() && !this.body.value.trim()) return this.body.focus();
    this.hold(true); // what is typed from here on is not the memo's
    this.wanted.leave?.();
    await this.choosing;
    const { kind, title, body } = this.draft;
    const { about, memo } = this.wanted;
    const { version } = this;
    const problem = await this.wanted.keep({
      kind, title: title.trim() || body.trim().split("\n")[0].slice(0, 60), body, version,
      about: [...(about && !memo ? [about] : []), ...this.links(body)],
    });
    this.hold(false);
    if (!problem) return this.wanted.written(null);
    this.version = problem.theirs?.version ?? version; // theirs is in sight now
    this.say(problem);
  }

  private hold(busy: boolean): void {
    this.busy = busy;
    for (const field of [this.title, this.body]) field.readOnly = busy;
  }

  /** What stands behind the @names that are in the memo, the longest names first: “@Tea time” does not name “Tea”. */
  private links(body: string): About[] {
    const found = new Set<string>();
    let left = body;
    for (const name of [...this.linked.keys()].sort((a, b) => b.length - a.length)) {
      if (!left.includes(name)) continue;
      left = left.replaceAll(name, " ");
      found.add(name);
    }
    return [...this.linked].filter(([name]) => found.has(name)).map(([, about]) => about);
  }

  /** What stands in the way; and where somebody else changed the memo, theirs beside mine. */
  private say({ sentence, theirs }: { sentence: string; theirs?: Memo }): void {
    const other = theirs && h("blockquote", { class: "reader-theirs", dir: "auto" }, h("strong", {}, theirs.title), h("p", {}, theirs.body));
    this.status.replaceChildren(h("p", { class: "notice notice-care" }, sentence), ...(other ? [h("p", { class: "small" }, say("memo_theirs")), other] : []));
  }
}
