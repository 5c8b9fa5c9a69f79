/** Coding by a rule, beside the text: say what to look for, look at what is found, apply what is meant. One act. */

import { idsByContent } from "./acts.ts";
import { button, h } from "./dom.ts";
import { labelled, pathOf } from "./palette.ts";
import type { Reader } from "./reader.ts";
import type { Found, FoundRow, Id } from "./types.ts";
import { type Key, say, sayCount } from "./words.ts";

const KINDS = ["words", "pattern", "speaker", "question"] as const;
const REACHES = ["match", "sentence", "line", "turn"] as const;

type Kind = (typeof KINDS)[number];

/** Open the panel, with a code chosen already where one is given. */
export function showAutocode(reader: Reader, code?: Id): void {
  const panel = new Autocode(reader, code);
  reader.side.show("autocode", say("autocode"), panel.content, panel.sought, false, { foot: [panel.apply] });
}

class Autocode {
  readonly sought = h("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  readonly content: Node[];
  private readonly kind = choice("kind", KINDS);
  private readonly reach = choice("reach", REACHES);
  private readonly speaker: HTMLSelectElement;
  private readonly exact = h("input", { type: "checkbox" });
  private readonly everywhere = h("input", { type: "checkbox" });
  private readonly code = h("input", { type: "text", list: "reader-autocode-codes", autocomplete: "off" });
  private readonly hint = h("p", { class: "small soft", id: "reader-autocode-hint" });
  private readonly status = h("p", { class: "small", role: "status" });
  private readonly result = h("div", {});
  readonly apply = button("", () => void this.applyAll(), { class: "button button-main", hidden: true });
  private rows: { row: FoundRow; tick: HTMLInputElement }[] = [];
  private readonly ids = idsByContent();
  private looked: object = {}; // the rule that the rows are of
  private looks = 0;

  constructor(private readonly reader: Reader, code?: Id) {
    const names = new Set(reader.page.answer.voices.map(({ name }) => name).filter(Boolean));
    this.speaker = h("select", {}, ...[...names].map((name) => h("option", { value: name }, name)));
    const codes = h("datalist", { id: "reader-autocode-codes" }, ...reader.model.tree().map((one) => h("option", { value: one.path.join(" / ") })));
    if (code) this.code.value = reader.model.codes.get(code)?.path.join(" / ") ?? "";
    this.sought.setAttribute("aria-describedby", this.hint.id);
    const soughtField = labelled("rule_sought", this.sought);
    const speakerField = labelled("rule_speaker", this.speaker);
    const reachField = labelled("rule_reach", this.reach);
    const exactField = ticked(this.exact, "rule_exact");
    const form = h("form", { class: "flow reader-autocode" }, h("div", { class: "row" }, labelled("rule_kind", this.kind), reachField),
      soughtField, speakerField, this.hint, h("div", { class: "reader-autocode-ticks" }, ticked(this.everywhere, "rule_everywhere"), exactField),
      labelled("code", this.code), codes, h("p", { class: "row" }, h("button", { class: "button" }, say("rule_look"))));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.look();
    });
    const suit = () => {
      const kind = this.kind.value as Kind;
      speakerField.hidden = kind !== "speaker";
      soughtField.hidden = kind === "speaker";
      reachField.hidden = kind === "speaker" || kind === "question";
      exactField.hidden = kind === "speaker";
      this.hint.textContent = say(`rule_hint_${kind}` as Key);
    };
    this.kind.addEventListener("change", suit);
    suit();
    this.content = [form, this.status, this.result];
  }

  private get rule(): { kind: string; sought: string; reach: string; exact: boolean } {
    const kind = this.kind.value;
    return { kind, sought: kind === "speaker" ? this.speaker.value : this.sought.value, reach: this.reach.value, exact: this.exact.checked };
  }

  private async look(): Promise<void> {
    this.status.textContent = say("rule_looking");
    const known = this.known();
    const look = ++this.looks;
    const { rule } = this;
    const answer = await this.reader.api.look({ ...rule, everywhere: this.everywhere.checked, ...(known && { code: known }) });
    if (look !== this.looks) return; // something else was looked for since
    if (answer.kind !== "done") return this.failed(answer.kind === "refused" ? answer.sentence : "");
    this.looked = rule;
    this.show(answer.data);
  }

  private failed(sentence: string): void {
    this.status.textContent = sentence || say("rule_not_reached");
  }

  private show({ total, rows }: Found): void {
    this.rows = rows.map((row) => ({ row, tick: h("input", { type: "checkbox" }) }));
    for (const { row, tick } of this.rows) {
      tick.checked = !row.there;
      tick.addEventListener("change", () => this.count());
    }
    const all = h("input", { type: "checkbox" });
    all.checked = true;
    all.addEventListener("change", () => {
      for (const { tick } of this.rows) tick.checked = all.checked;
      this.count();
    });
    const more = total - rows.length;
    this.status.textContent = more > 0 ? `${sayCount("rule_found", total)} ${sayCount("rule_more", more)}` : sayCount("rule_found", total);
    const body = h("tbody", {}, ...this.rows.map((one) => this.tableRow(one)));
    const head = h("tr", {}, h("th", { scope: "col" }, ticked(all, "rule_all")), h("th", { scope: "col" }, say("rule_where")));
    this.result.replaceChildren(...(rows.length ? [h("table", { class: "reader-found" }, h("thead", {}, head), body)] : []));
    this.count();
    this.status.scrollIntoView({ block: "start" });
  }

  private tableRow({ row, tick }: { row: FoundRow; tick: HTMLInputElement }): HTMLElement {
    const { reader } = this;
    const here = row.source === reader.host.dataset.source;
    const where = [here ? "" : row.title, row.place, row.said_by.join(", "), row.there ? say("rule_there") : ""].filter(Boolean).join(" · ");
    const words = h("span", { dir: "auto" }, h("span", { class: "soft" }, `…${row.before.slice(-30)}`), h("mark", {}, row.words), h("span", { class: "soft" }, `${row.after.slice(0, 30)}…`));
    const go = here
      ? h("button", { type: "button", class: "reader-excerpt", onclick: () => reader.selection.set({ start: row.start, end: row.end }) }, words)
      : h("a", { class: "reader-excerpt", href: location.pathname.replace(reader.host.dataset.source!, row.source) + `#c${row.start}`, target: "_blank" }, words);
    return h("tr", {}, h("td", {}, named(tick, row.words.slice(0, 120))), h("td", {}, go, h("span", { class: "small soft" }, where)));
  }

  private get accepted(): FoundRow[] {
    return this.rows.filter(({ tick }) => tick.checked).map(({ row }) => row);
  }

  private count(): void {
    const { length } = this.accepted;
    this.apply.hidden = !this.rows.length;
    this.apply.disabled = !length;
    this.apply.textContent = sayCount("rule_apply", length);
  }

  private known(): Id | undefined {
    const wanted = this.code.value.trim().toLocaleLowerCase();
    const called = (path: string[], plain: string) => [path.join(" / "), plain].some((name) => name.toLocaleLowerCase() === wanted);
    return this.reader.model.tree().find(({ path, plain }) => called(path, plain))?.id;
  }

  private async applyAll(): Promise<void> {
    const { reader, accepted } = this;
    const name = this.code.value.trim();
    if (!name) {
      this.status.textContent = say("rule_needs_code");
      return this.code.focus();
    }
    this.apply.disabled = true;
    const known = this.known();
    const what = known ? { code: known } : { path: pathOf(name) };
    const places = accepted.map(({ source, version, start, end }) => ({ source, version, start, end }));
    const wanted = { ...this.looked, ...what, accepted: places };
    const answer = await reader.api.autocode({ act_id: this.ids(wanted), ...wanted });
    if (answer.kind !== "done") {
      this.apply.disabled = false;
      return this.failed(answer.kind === "refused" ? answer.sentence : "");
    }
    reader.side.close();
    reader.live?.soon();
    reader.announce(sayCount("rule_applied", accepted.length, { code: name }));
  }
}

function choice(name: "kind" | "reach", values: readonly string[]): HTMLSelectElement {
  return h("select", {}, ...values.map((value) => h("option", { value }, say(`rule_${name}_${value}` as Key))));
}

/** A tick whose name is for those who do not see what stands beside it. */
function named(tick: HTMLInputElement, name: string): HTMLLabelElement {
  return h("label", { class: "choice" }, tick, h("span", { class: "unseen" }, name));
}

function ticked(tick: HTMLInputElement, key: Key): HTMLLabelElement {
  return h("label", { class: "choice small" }, tick, h("span", {}, say(key)));
}
