/** What the page says to whoever reads: for a screen reader, as news for a while, as notices that stay. */

import { h } from "./dom.ts";

const A_WHILE = 6000; // ms

export class Saying {
  readonly said = h("p", { class: "unseen", role: "status" });
  readonly news = h("p", { class: "reader-news small", "aria-hidden": "true" });
  readonly notices = h("div", { class: "reader-notices" });
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Said to a screen reader, and shown for a while. */
  announce(sentence: string): void {
    this.said.textContent = sentence;
    this.show(sentence);
  }

  /** Shown for a while. */
  show(sentence: string): void {
    this.news.textContent = sentence;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.news.textContent = ""), A_WHILE);
  }

  /** One notice of a name, until it says nothing. */
  notice(name: string, sentence: string, ...more: Node[]): void {
    this.notices.querySelector(`[data-notice=${name}]`)?.remove();
    if (!sentence) return;
    this.notices.append(h("div", { class: "notice notice-care reader-notice", role: "status", "data-notice": name }, h("p", {}, sentence), ...more));
  }
}
