/** What the program did not take. Nothing is lost by it: each stands here with its words, and can be done otherwise. */

import { button, h } from "./dom.ts";
import type { Act } from "./model.ts";
import { say, sayCount } from "./words.ts";

const SHOWN = 5;

interface Refused {
  act: Act;
  sentence: string;
}

export interface RefusalTalk {
  /** The words an act is about, where they are known. */
  words(act: Act): string;
  /** Do it again in another way; whether that can be offered. */
  again(act: Act): (() => void) | null;
  /** Show what there is to show, or nothing. */
  notice(sentence: string, ...more: Node[]): void;
}

export class Refusals {
  private list: Refused[] = [];

  constructor(private readonly talk: RefusalTalk) {}

  add(act: Act, sentence: string): void {
    this.list.push({ act, sentence });
    this.show();
  }

  /** Those that can be placed in a text that has changed, and forget them here. */
  take(wanted: (act: Act) => boolean): Act[] {
    const taken = this.list.filter(({ act }) => wanted(act)).map(({ act }) => act);
    this.list = this.list.filter(({ act }) => !wanted(act));
    this.show();
    return taken;
  }

  private show(): void {
    const [latest] = this.list.slice(-1);
    if (!latest) return this.talk.notice("");
    const more = this.list.length - SHOWN;
    const rows = this.list.slice(-SHOWN).map((one) => this.row(one));
    const rest = more > 0 ? h("p", { class: "small soft" }, sayCount("refused_more", more)) : null;
    this.talk.notice(latest.sentence, h("ul", { class: "plain reader-refused" }, ...rows), ...(rest ? [rest] : []),
      button(say("close_panel"), () => this.clear()));
  }

  private row(one: Refused): HTMLLIElement {
    const { act } = one;
    const again = this.talk.again(act);
    const name = act.kind === "apply" ? act.called : "";
    return h("li", {}, name && h("strong", {}, name), h("span", { class: "reader-refused-words", dir: "auto" }, this.talk.words(act)),
      again && button(say("refused_again"), () => {
        this.list = this.list.filter((other) => other !== one);
        this.show();
        again();
      }));
  }

  private clear(): void {
    this.list = [];
    this.show();
  }
}
