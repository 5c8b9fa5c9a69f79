/** “I want to talk to someone”: whom the writer chose for that is shown, to them alone. Nothing is sent to anybody. */

import { h } from "../../dom.ts";
import { say } from "../words.ts";
import type { LogTold } from "./entry.ts";

export class Talk {
  private readonly whom = h("p", { class: "words" });
  private readonly choose = h("a", { href: "../contact/" }, say("log_talk_choose")); // beside this page; it needs a network
  readonly element = h("section", { class: "notice flow log-talk", "aria-label": say("log_talk"), role: "status", hidden: true }, h("strong", {}, say("log_talk")), this.whom, h("p", { class: "small" }, say("log_talk_nothing")));

  constructor() {
    this.know(null);
  }

  know(told: LogTold | null): void {
    this.whom.textContent = told ? told.contact || say("log_talk_none") : say("log_talk_sealed");
    this.whom.classList.toggle("words", !!told?.contact);
    if (told && !told.contact) this.whom.append(" ", this.choose);
  }

  asked(asked: boolean): void {
    this.element.hidden = !asked;
  }

  /** It stays where it is after the entry was kept, and is come to. */
  stay(): void {
    this.element.hidden = false;
    this.element.tabIndex = -1;
    this.element.focus();
  }
}
