/** Two handles at the edges of a coding, to be dragged; keys do the same through the selection. */

import { h } from "./dom.ts";
import type { Sight } from "./sight.ts";
import type { Span } from "./types.ts";

export class Handles {
  readonly element = h("div", { class: "reader-handles", hidden: true, "aria-hidden": "true" });
  private readonly start = h("div", { class: "reader-handle reader-handle-start" });
  private readonly end = h("div", { class: "reader-handle reader-handle-end" });
  private span: Span | null = null;

  constructor(
    private readonly sight: Sight,
    private readonly moved: (span: Span, done: boolean) => void,
  ) {
    this.element.append(this.start, this.end);
    for (const side of ["start", "end"] as const) this.drags(side);
  }

  show(span: Span | null): void {
    this.span = span;
    this.element.hidden = !span;
    this.place();
  }

  place(): void {
    if (!this.span) return;
    const field = this.sight.field.getBoundingClientRect();
    for (const side of ["start", "end"] as const) {
      const box = this.sight.edge(this.span[side], side);
      if (!box) continue;
      const rtl = getComputedStyle(this.spotElement(side)).direction === "rtl";
      const x = (side === "start") === rtl ? box.right : box.left;
      this[side].style.setProperty("left", `${x - field.left}px`);
      this[side].style.setProperty("top", `${box.top - field.top}px`);
      this[side].style.setProperty("height", `${box.height}px`);
    }
  }

  private spotElement(side: "start" | "end"): Element {
    const spot = this.sight.page.places.spot(this.span![side], side);
    return spot?.node.parentElement ?? this.element;
  }

  private drags(side: "start" | "end"): void {
    const handle = this[side];
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      this.element.classList.add("reader-handles-held"); // the point below the handle counts, not the handle
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId) || !this.span) return;
      const point = this.sight.pointAt(event.clientX, event.clientY, side);
      if (point === null) return;
      const span = { ...this.span, [side]: point };
      if (span.start >= span.end) return;
      this.span = span;
      this.place();
      this.moved(span, false);
    });
    handle.addEventListener("pointerup", () => {
      this.element.classList.remove("reader-handles-held");
      if (this.span) this.moved(this.span, true);
    });
  }
}
