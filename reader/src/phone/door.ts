/** Opening one's notes without a network: the phrase, chosen while there is one and asked for while there is none. */

import { button, h } from "../dom.ts";
import type { Keys } from "./keys.ts";
import { say, sayCount } from "./words.ts";

const SHORTEST = 8; // letters: less is guessed at once by whoever finds the phone

export class Door {
  /** Above the notes: what to do while they are sealed. */
  readonly asking = h("section", { class: "notice flow", "aria-label": say("phrase_title"), hidden: true });
  /** Below them: choosing a phrase. */
  readonly choosing = h("details", { class: "fold", hidden: true });

  constructor(
    private readonly keys: Keys,
    private readonly opened: () => void,
  ) {}

  /** `sealed`: how many notes here cannot be read now; `known`: whether anybody ever came in on this device. */
  async show(sealed: number, known: boolean): Promise<void> {
    const has = await this.keys.hasPhrase();
    const state = [this.keys.opened, known, has, sealed].join();
    if (this.asking.dataset.state === state) return;
    this.asking.dataset.state = state;
    this.asking.hidden = this.keys.opened || !known || (!sealed && !has);
    this.choosing.hidden = !this.keys.opened;
    if (!this.asking.hidden) this.asking.replaceChildren(...this.ask(sealed, has));
    if (this.keys.opened) this.choosing.replaceChildren(...this.choose(has));
  }

  private ask(sealed: number, has: boolean): HTMLElement[] {
    const about = h("p", {}, sealed ? sayCount(has ? "sealed_phrase" : "sealed_wait", sealed) : say("phrase_opens"));
    if (!has) return [about];
    const problem = wrong();
    const phrase = field("unlock", say("phrase"), "", problem);
    const open = async () => {
      problem.hidden = true;
      if (await this.keys.unlock(phrase.input.value)) return this.opened();
      complain(problem, say("phrase_wrong"));
      phrase.input.select();
    };
    return [about, asked(open, phrase.element, h("button", { class: "button" }, say("phrase_open"))), h("p", { class: "small soft" }, say("phrase_forgotten"))];
  }

  private choose(has: boolean): HTMLElement[] {
    const problem = wrong();
    const done = h("p", { role: "status" });
    const phrase = field("phrase", say("phrase_new"), say("phrase_hint"), problem);
    const choose = async () => {
      if ([...phrase.input.value.trim()].length < SHORTEST) return complain(problem, say("phrase_short", { least: SHORTEST }));
      problem.hidden = true;
      await this.keys.choosePhrase(phrase.input.value);
      phrase.input.value = "";
      done.textContent = say("phrase_chosen");
    };
    const forget = async () => {
      await this.keys.forgetPhrase();
      done.textContent = say("phrase_gone");
    };
    return [h("summary", {}, say("phrase_title")),
      h("div", { class: "form" }, h("p", { class: "small soft" }, say(has ? "phrase_is" : "phrase_is_not")),
        asked(choose, phrase.element, h("div", { class: "row" }, h("button", { class: "button" }, say("phrase_choose")), has && button(say("phrase_forget"), () => void forget()))), done)];
  }
}

function field(id: string, label: string, hint: string, problem: HTMLElement): { element: HTMLElement; input: HTMLInputElement } {
  problem.id = `${id}-wrong`;
  // Seen as it is typed: a phrase of several words is mistyped unseen. Kept by no password store: it is for one device.
  const input = h("input", { id, type: "text", autocomplete: "off", autocapitalize: "none", spellcheck: "false", "aria-describedby": `${id}-help ${id}-wrong` });
  return { input, element: h("div", { class: "field" }, h("label", { for: id }, label), hint && h("p", { class: "field-help", id: `${id}-help` }, hint), problem, input) };
}

function asked(act: () => Promise<void>, ...children: HTMLElement[]): HTMLElement {
  const sent = (event: SubmitEvent) => {
    event.preventDefault();
    void act();
  };
  return h("form", { class: "form", autocomplete: "off", onsubmit: sent }, ...children);
}

const wrong = () => h("p", { class: "field-error", role: "alert", hidden: true });

function complain(problem: HTMLElement, sentence: string): void {
  problem.textContent = sentence;
  problem.hidden = false;
}
