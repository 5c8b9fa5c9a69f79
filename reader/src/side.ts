/** One sheet beside the words (on a narrow window: at its foot) for what one keeps open while reading. */

import { button, h } from "./dom.ts";
import { say } from "./words.ts";

/** What stays in its place while the rest scrolls: nothing can then lie under it, focus least of all. */
export interface Held {
  above?: Node[];
  foot?: Node[];
}

export class Side {
  readonly element: HTMLElement;
  private readonly title = h("h2", { tabindex: -1 });
  private readonly above = h("div", { class: "reader-side-above" });
  private readonly body = h("div", { class: "reader-side-body flow" });
  private readonly foot = h("div", { class: "reader-side-foot" });
  what = "";

  constructor(
    private readonly host: HTMLElement,
    private readonly closed: () => void,
  ) {
    const close = button("×", () => this.close(), { class: "reader-x", "aria-label": say("close_panel") });
    this.element = h("div", { class: "reader-side", role: "dialog", hidden: true },
      h("div", { class: "reader-side-head" }, this.title, close), this.above, this.body, this.foot);
    host.append(this.element);
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      this.close();
    });
  }

  /** Show something under a name; the same name again takes it away, where `toggles`. */
  show(what: string, title: string, content: Node[], focus?: HTMLElement, toggles = false, held: Held = {}): void {
    if (toggles && this.what === what && !this.element.hidden) return this.close();
    this.what = what;
    this.title.textContent = title;
    this.element.ariaLabel = title;
    this.above.replaceChildren(...(held.above ?? []));
    this.body.replaceChildren(...content);
    this.foot.replaceChildren(...(held.foot ?? []));
    this.body.scrollTop = 0;
    this.element.hidden = false;
    this.element.classList.remove("reader-side-low");
    this.element.dataset.what = what;
    this.host.classList.add("reader-beside"); // the words' margin and the bar end where it begins
    (focus ?? this.title).focus({ preventScroll: true });
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  close(): void {
    if (!this.open) return;
    this.element.hidden = true;
    this.what = "";
    this.host.classList.remove("reader-beside");
    this.closed();
  }
}
