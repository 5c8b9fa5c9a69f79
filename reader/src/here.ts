/** The codings on some words, as a list beside them: what each is, who made it, and what can be done with it. */

import { button, h } from "./dom.ts";
import { type Anchor, Float } from "./float.ts";
import type { Label } from "./margin.ts";
import type { Shown } from "./model.ts";
import { choice, labelled } from "./palette.ts";
import type { Code, Id, Memo, Rule } from "./types.ts";
import { type Key, say, sayCount } from "./words.ts";

export interface HereTalk {
  mayCode: boolean; // whether who reads may change anything
  label(coding: Shown): Label;
  code(id: Id): Code | undefined;
  coder(id: Id): string;
  rule(coding: Shown): Rule | undefined;
  memos(coding: Id): Memo[];
  look(coding: Id | null): void;
  recode(coding: Id): void;
  settle(coding: Id): void; // its words are where it stands
  remove(coding: Id): void;
  resize(coding: Id): void;
  memo(coding: Id): void;
  change(memo: Memo): void;
  compare(coding: Id): void;
  play: ((coding: Shown) => void) | undefined; // where there is a recording
  describe(coding: Id, standpoint: string, stance: string): void;
  said(coding: Shown): string;
}

export class Here {
  private readonly float: Float;
  private ids: Id[] = [];

  constructor(
    host: HTMLElement,
    private readonly talk: HereTalk,
    closed: () => void,
  ) {
    this.float = new Float(host, "here", () => {
      this.talk.look(null);
      closed();
    });
  }

  get open(): boolean {
    return this.float.open;
  }

  show(codings: Shown[], beside: Anchor, focus: boolean): void {
    this.ids = codings.map(({ id }) => id);
    const title = codings.length ? sayCount("count_codings", codings.length) : say("no_coding_here");
    const list = h("ul", { class: "plain reader-here-list" }, ...codings.map((coding) => this.row(coding, codings.length === 1)));
    this.float.body.replaceChildren(h("h2", { class: "reader-here-title" }, codings.length ? say("codings_here") : title), list);
    this.float.show(say("codings_here"), beside);
    if (focus) (list.querySelector<HTMLElement>("button") ?? this.float.element).focus({ preventScroll: true });
  }

  close(back = false): void {
    this.float.close(back);
  }

  /** The same list again after something changed. */
  again(find: (id: Id) => Shown | undefined): void {
    if (!this.open) return;
    const left = this.ids.map(find).filter((one) => one !== undefined);
    if (!left.length) this.close(true);
    else if (left.length < this.ids.length) {
      this.ids = left.map(({ id }) => id);
      for (const row of this.float.body.querySelectorAll<HTMLElement>("li[data-coding]")) {
        if (!this.ids.includes(row.dataset.coding!)) row.remove();
      }
    }
  }

  private row(coding: Shown, alone: boolean): HTMLLIElement {
    const { talk } = this;
    const { hue, name } = talk.label(coding);
    const code = talk.code(coding.code);
    const every: [Key, (id: Id) => void][] = [["recode", talk.recode], ["resize", talk.resize], ["comment", talk.memo], ["compare", talk.compare], ["remove", talk.remove]];
    const acts = every.filter(([key]) => talk.mayCode || key === "compare").map(([key, run]) => {
      const made = button("", () => run(coding.id));
      made.append(say(key), h("span", { class: "unseen" }, ` ${name}`));
      return made;
    });
    if (talk.play) acts.unshift(button(say("play"), () => talk.play!(coding), { "aria-label": `${say("play")} ${name}` }));
    const memos = talk.memos(coding.id);
    const rule = talk.rule(coding);
    const by = [say("by", { coder: talk.coder(coding.coder) }), rule && say(rule.kind === "similar" ? "by_likeness" : "by_rule", { sought: rule.sought })].filter(Boolean).join(", ");
    const row = h("li", { "data-coding": coding.id },
      h("p", { class: "code" }, h("span", { class: `swatch hue-${hue}` }), h("span", {}, h("strong", {}, name),
        code && code.path.length > 1 ? h("span", { class: "code-research" }, ` ${code.path.slice(0, -1).join(" / ")}`) : null)),
      h("p", { class: "small soft" }, coding.pending ? `${by}, ${say("waiting")}` : by, this.standing(coding)),
      h("p", { class: "reader-here-words", dir: "auto" }, talk.said(coding)),
      coding.doubtful && h("p", { class: "small" }, say("doubtful_why"), " ", talk.mayCode && button(say("doubtful_keep"), () => talk.settle(coding.id))),
      ...memos.map((memo) => h("details", { class: "reader-here-memo", open: alone }, h("summary", {}, memo.title || say("memo")), h("p", { class: "reader-memo-body", dir: "auto" }, memo.body),
        h("p", { class: "small soft" }, say("by", { coder: memo.author }), " ", talk.mayCode && button(say("memo_change"), () => talk.change(memo))))),
      h("div", { class: "reader-acts" }, ...acts), talk.mayCode && this.describing(coding));
    row.addEventListener("pointerenter", () => talk.look(coding.id));
    row.addEventListener("focusin", () => talk.look(coding.id));
    return row;
  }

  private standing({ standpoint, stance }: Shown): string {
    const said = [standpoint && say(`standpoint_${standpoint}` as Key), stance && say(`stance_${stance}` as Key)];
    return said.filter(Boolean).map((word) => ` · ${word}`).join("");
  }

  private describing(coding: Shown): HTMLElement {
    const [standpoint, stance] = [choice("standpoint"), choice("stance")];
    standpoint.value = coding.standpoint;
    stance.value = coding.stance;
    const keep = () => this.talk.describe(coding.id, standpoint.value, stance.value);
    standpoint.addEventListener("change", keep);
    stance.addEventListener("change", keep);
    return h("details", { class: "reader-describe" }, h("summary", {}, say("describe")),
      h("div", { class: "row" }, labelled("standpoint", standpoint), labelled("stance", stance)));
  }
}
