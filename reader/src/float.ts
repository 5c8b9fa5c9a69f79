/** A small sheet beside the words: at the selection on a wide page, at the foot of a phone. */

import { autoUpdate, computePosition, flip, offset, shift } from "@floating-ui/dom";
import { button, h } from "./dom.ts";
import { taken } from "./strip.ts";
import { say } from "./words.ts";

export const narrow = () => matchMedia("(max-width: 44rem)").matches;

export interface Anchor {
  getBoundingClientRect(): DOMRect;
}

export class Float {
  readonly element: HTMLElement;
  readonly body = h("div", { class: "reader-float-body" });
  private stop: (() => void) | null = null;

  constructor(
    host: HTMLElement,
    name: string,
    private readonly closed: () => void,
  ) {
    const close = button("×", () => this.close(), { class: "reader-x", "aria-label": say("close_panel") });
    this.element = h("div", { class: `reader-float reader-${name}`, role: "dialog", tabindex: -1, hidden: true }, this.body, close);
    host.append(this.element);
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      this.close();
    });
    addEventListener("pointerdown", (event) => {
      if (this.open && !this.element.contains(event.target as Node)) this.close(false);
    }, true);
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  show(title: string, beside: Anchor): void {
    this.element.ariaLabel = title;
    this.element.hidden = false;
    this.stop?.();
    this.stop = autoUpdate(beside as Element, this.element, () => void this.place(beside), { ancestorResize: false, elementResize: true });
  }

  close(back = true): void {
    if (!this.open) return;
    const had = this.element.contains(document.activeElement);
    this.stop?.();
    this.stop = null;
    this.element.hidden = true;
    if (back || had) this.closed();
  }

  private async place(beside: Anchor): Promise<void> {
    if (narrow()) return; // the stylesheet puts it at the foot
    const covered = taken(this.element.parentElement);
    const padding = { top: 8, left: 8 + (covered.left ?? 0), right: 8 + (covered.right ?? 0), bottom: 8 + (covered.bottom ?? 0) };
    const { x, y } = await computePosition(beside as Element, this.element, {
      strategy: "fixed", placement: getComputedStyle(this.element).direction === "rtl" ? "left-start" : "right-start",
      middleware: [offset(12), flip({ padding, fallbackPlacements: ["bottom-end", "top-end"] }), shift({ padding, crossAxis: true })],
    });
    this.element.style.setProperty("left", `${Math.round(x)}px`);
    this.element.style.setProperty("top", `${Math.round(y)}px`);
  }
}
