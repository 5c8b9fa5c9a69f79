/** The codings over the whole text, on one small canvas. A picture for the eye: keys and lists do the same otherwise. */

import { h, onceAFrame } from "./dom.ts";
import type { Shown } from "./model.ts";
import type { Inks } from "./rhythm.ts";
import { say } from "./words.ts";

const LANES = 8;

export class Minimap {
  readonly element: HTMLElement;
  private readonly canvas = h("canvas", {});
  private readonly here = h("div", { class: "reader-map-here" });
  private drawn = false;
  readonly redraw: () => void;

  constructor(
    private readonly lengthNow: () => number,
    private readonly codings: () => Iterable<Shown>,
    private readonly hue: (coding: Shown) => number,
    private readonly inks: () => Inks,
    go: (point: number) => void,
  ) {
    this.element = h("div", { class: "reader-map", "aria-hidden": "true", title: say("minimap") }, this.canvas, this.here);
    const jump = (event: PointerEvent) => {
      const box = this.element.getBoundingClientRect();
      go(Math.round(Math.min(1, Math.max(0, (event.clientY - box.top) / box.height)) * this.length));
    };
    this.element.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.element.setPointerCapture(event.pointerId);
      jump(event);
    });
    this.element.addEventListener("pointermove", (event) => event.buttons && jump(event));
    this.redraw = later(onceAFrame(() => this.draw()));
  }

  private get length(): number {
    return this.lengthNow();
  }

  /** Where the window is. */
  show(start: number, end: number): void {
    const all = Math.max(1, this.length);
    this.here.style.setProperty("inset-block-start", `${(100 * start) / all}%`);
    this.here.style.setProperty("block-size", `${Math.max(0.4, (100 * (end - start)) / all)}%`);
  }

  /** One more coding, without drawing the others again. */
  add(coding: Shown): void {
    const on = this.canvas.getContext("2d");
    const { width, height } = this.canvas;
    if (!on || !this.drawn) return;
    on.fillStyle = this.inks().hue[this.hue(coding)];
    const [from, to] = this.rows(coding, height);
    on.fillRect((coding.lane % LANES) * (width / LANES), from, width / LANES - 1, to - from);
  }

  /** Into a grid first, one cell a lane and row, so that fifty thousand codings are some thousand rectangles. */
  private draw(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || !height) return;
    this.drawn = true;
    this.canvas.width = width;
    this.canvas.height = height;
    const grid = new Uint8Array(LANES * height);
    for (const coding of this.codings()) {
      const [from, to] = this.rows(coding, height);
      const at = (coding.lane % LANES) * height;
      grid.fill(this.hue(coding) + 1, at + from, at + to);
    }
    const on = this.canvas.getContext("2d")!;
    const { hue } = this.inks();
    const step = width / LANES;
    for (let lane = 0; lane < LANES; lane++) {
      for (let row = 0; row < height; ) {
        const ink = grid[lane * height + row];
        let end = row + 1;
        while (end < height && grid[lane * height + end] === ink) end += 1;
        if (ink) {
          on.fillStyle = hue[ink - 1];
          on.fillRect(lane * step, row, step - 1, end - row);
        }
        row = end;
      }
    }
  }

  private rows({ start, end }: Shown, height: number): [number, number] {
    const scale = height / Math.max(1, this.length);
    const from = Math.min(height - 1, Math.floor(start * scale));
    return [from, Math.max(from + 1, Math.round(end * scale))];
  }
}

/** When nothing else is to be done. */
function later(work: () => void): () => void {
  let asked = false;
  const wait = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 50));
  return () => {
    if (asked) return;
    asked = true;
    wait(() => {
      asked = false;
      work();
    }, { timeout: 500 });
  };
}
