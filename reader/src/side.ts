/** One sheet at the side of the page (on a phone: from its foot) for what one keeps open while reading. */

import { button, h } from "./dom.ts";
import { say } from "./words.ts";

export class Side {
  readonly element: HTMLElement;
  private readonly title = h("h2", { tabindex: -1 });
  private readonly body = h("div", { class: "reader-side-body flow" });
  what = "";

  constructor(
    host: HTMLElement,
    private readonly closed: () => void,
  ) {
    const close = button("×", () => this.close(), { class: "reader-x", "aria-label": say("close_panel") });
    this.element = h("div", { class: "reader-side", role: "dialog", hidden: true }, h("div", { class: "reader-side-head" }, this.title, close), this.body);
    host.append(this.element);
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      this.close();
    });
  }

  /** Show something under a name; the same name again takes it away, where `toggles`. */
  show(what: string, title: string, content: Node[], focus?: HTMLElement, toggles = false): void {
    if (toggles && this.what === what && !this.element.hidden) return this.close();
    this.what = what;
    this.title.textContent = title;
    this.element.ariaLabel = title;
    this.body.replaceChildren(...content);
    this.element.hidden = false;
    this.element.dataset.what = what;
    (focus ?? this.title).focus({ preventScroll: true });
  }

  fill(content: Node[]): void {
    this.body.replaceChildren(...content);
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  close(): void {
    if (!this.open) return;
    this.element.hidden = true;
    this.what = "";
    this.closed();
  }
}
