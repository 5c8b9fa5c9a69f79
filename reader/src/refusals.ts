/** What the program did not take. Nothing is lost by it: each stands here with its words, and can be done otherwise. */

import { button, h } from "./dom.ts";
import type { Act } from "./model.ts";
import { say, sayCount } from "./words.ts";

const SHOWN = 5;

export interface Refused {
  act: Act;
  sentence: string;
}

export interface Otherwise {
  says: string;
  run(): void;
}

export interface RefusalTalk {
  /** The words an act is about, where they are known. */
  words(act: Act): string;
  /** How it can be done otherwise. */
  otherwise(act: Act): Otherwise | null;
  /** Show what there is to show, or nothing. */
  notice(sentence: string, ...more: Node[]): void;
  /** The list is another: it is kept with what waits. */
  changed(): void;
}

export class Refusals {
  list: Refused[] = [];

  constructor(private readonly talk: RefusalTalk) {}

  add(acts: readonly Act[], sentence: string): void {
    this.set([...this.list, ...acts.map((act) => ({ act, sentence }))]);
  }

  /** Take out those that are wanted. */
  take(wanted: (act: Act) => boolean): Act[] {
    const taken = this.list.filter(({ act }) => wanted(act)).map(({ act }) => act);
    this.set(this.list.filter(({ act }) => !wanted(act)));
    return taken;
  }

  private set(list: Refused[]): void {
    this.list = list;
    this.talk.changed();
    this.show();
  }

  private show(): void {
    const [latest] = this.list.slice(-1);
    if (!latest) return this.talk.notice("");
    const more = this.list.length - SHOWN;
    const rows = this.list.slice(-SHOWN).map((one) => this.row(one));
    const rest = more > 0 ? h("p", { class: "small soft" }, sayCount("refused_more", more)) : null;
    this.talk.notice(latest.sentence, h("ul", { class: "plain reader-refused" }, ...rows), ...(rest ? [rest] : []),
      button(say("close_panel"), () => this.set([])));
  }

  private row(one: Refused): HTMLLIElement {
    const { act } = one;
    const otherwise = this.talk.otherwise(act);
    const name = act.kind === "apply" ? act.called : act.kind === "mark" ? act.label : "";
    return h("li", {}, name && h("strong", {}, name), h("span", { class: "reader-refused-words", dir: "auto" }, this.talk.words(act)),
      otherwise && button(otherwise.says, () => {
        this.set(this.list.filter((other) => other !== one));
        otherwise.run();
      }));
  }
}
