/** The margin: a stripe for each coding on a canvas, its label beside it. The labels are buttons in a list, in the
 *  order of the text: what the eye reads as labels is the list that a screen reader and the keyboard walk through. */

import { h } from "./dom.ts";
import type { Shown } from "./model.ts";
import { type Inks, stripe } from "./rhythm.ts";
import { inOrder } from "./segments.ts";
import type { Sight, Stretch } from "./sight.ts";
import type { Id } from "./types.ts";
import { say } from "./words.ts";

export interface Label {
  hue: number;
  name: string;
  by: string; // who coded, where there are several
  doubtful: boolean;
  spoken: string;
}

export interface MarginTalk {
  label(coding: Shown): Label;
  hue(coding: Shown): number;
  choose(coding: Id, from: "stripe" | "label"): void;
  look(coding: Id | null): void;
  step(from: Id, by: 1 | -1): void; // past the last label in sight
}

interface Drawn {
  coding: Shown;
  x: number;
  top: number;
  bottom: number;
  label: number | null; // how high its label stands
}

const LINE = 21; // one label
const DRIFT = 62; // how far a label may slip below its stripe's start before it gives way to “+3”
const BATCH = 12; // new labels in one step
const WIDE = 12; // one lane, with its air
const LANES = 88; // what all lanes may take
const TIGHT = 200; // less room than this is for the codes' names alone, without the coders'

// A label as it begins: copied, not made piece by piece, since a page full of codings has a hundred.
const LABEL = h("li", {}, h("button", { type: "button", tabindex: -1 }, h("span", { class: "swatch" }), h("span", { class: "reader-label-name" })));

export class Margin {
  readonly element = h("div", { class: "reader-margin" });
  private readonly canvas = h("canvas", { class: "reader-stripes", "aria-hidden": "true" });
  private readonly list: HTMLOListElement;
  private readonly items = new Map<Id, HTMLLIElement>();
  private drawn: Drawn[] = [];
  private readonly heights = new Map<number, number>(); // of code points, as measured in this layout
  private window: Stretch | null = null;
  private chosen: Id | null = null;
  private room = 300; // pixels across
  private rtl = document.documentElement.dir === "rtl"; // asking the style while drawing would cost a layout

  constructor(
    private readonly sight: Sight,
    private readonly talk: MarginTalk,
  ) {
    this.list = h("ol", { class: "reader-labels", "aria-label": say("codings_in_sight") });
    this.element.append(this.canvas, this.list);
    this.canvas.addEventListener("click", (event) => this.hit(event));
    this.list.addEventListener("click", (event) => {
      const id = idOf(event.target);
      if (id) this.talk.choose(id, "label");
    });
    this.list.addEventListener("focusin", (event) => this.rove(idOf(event.target)));
    this.list.addEventListener("focusout", () => this.talk.look(null));
    this.list.addEventListener("pointerover", (event) => this.talk.look(idOf(event.target)));
    this.list.addEventListener("pointerleave", () => this.talk.look(null));
    this.list.addEventListener("keydown", (event) => this.walk(event));
  }

  /** Draw the codings of a stretch, in steps. */
  *draw(codings: Shown[], window: Stretch, inks: Inks, chosen: Id | null): Generator<void> {
    this.window = window;
    this.chosen = chosen;
    codings.sort(inOrder);
    this.drawn = this.measure(codings, window);
    const lanes = codings.reduce((most, { lane }) => Math.max(most, lane + 1), 1);
    const room = this.thin ? this.room - 8 : Math.min(LANES, this.room * 0.3);
    const pitch = Math.max(this.thin ? 3 : 5, Math.min(WIDE, room / lanes));
    const width = this.thin ? this.room : Math.ceil(Math.min(lanes * pitch, room * 1.5)) + (this.room < TIGHT ? 10 : 14);
    this.arrange();
    this.drawStripes(inks, pitch, width);
    yield;
    yield* this.placeLabels(width);
  }

  /** Put the focus on a coding's label, where it is in sight. */
  focus(id: Id): boolean {
    const label = this.items.get(id)?.firstElementChild as HTMLElement | undefined;
    label?.focus({ preventScroll: true });
    return !!label;
  }

  /** The codings in sight, in order. */
  get inSight(): Shown[] {
    return this.drawn.map(({ coding }) => coding);
  }

  /** Another layout: what was measured no longer holds. */
  forget(): void {
    this.heights.clear();
    this.rtl = getComputedStyle(this.sight.field).direction === "rtl";
    this.room = this.element.clientWidth;
    this.element.classList.toggle("reader-thin", this.thin);
    this.element.classList.toggle("reader-tight", this.room < TIGHT);
  }

  /** On a phone, or beside an open panel, there is room for the stripes only. */
  private get thin(): boolean {
    return this.room < 80;
  }

  private measure(codings: Shown[], window: Stretch): Drawn[] {
    const top = this.sight.fieldTop;
    if (this.heights.size > 4000) this.heights.clear();
    const height = (point: number, lean: "start" | "end"): number | null => {
      const key = lean === "start" ? point : -point;
      let known = this.heights.get(key);
      if (known === undefined) {
        const box = this.sight.edge(point, lean);
        if (!box) return null;
        this.heights.set(key, (known = (lean === "start" ? box.top : box.bottom) - top));
      }
      return known;
    };
    return codings.map((coding) => {
      const from = (coding.start >= window.start ? height(coding.start, "start") : null) ?? window.top;
      const to = (coding.end <= window.end ? height(coding.end, "end") : null) ?? window.bottom;
      return { coding, x: 0, label: null, top: from, bottom: Math.max(to, from + 8) };
    });
  }

  private drawStripes(inks: Inks, pitch: number, width: number): void {
    const { top, bottom, start, end } = this.window!;
    const height = Math.max(1, Math.ceil(bottom - top));
    const sharp = Math.min(2, devicePixelRatio || 1);
    if (this.canvas.width !== width * sharp) this.canvas.width = width * sharp;
    if (this.canvas.height !== height * sharp) this.canvas.height = height * sharp;
    this.canvas.style.setProperty("inline-size", `${width}px`);
    this.canvas.style.setProperty("block-size", `${height}px`);
    this.canvas.style.setProperty("inset-block-start", `${top}px`);
    const on = this.canvas.getContext("2d")!;
    on.setTransform(sharp, 0, 0, sharp, 0, 0);
    on.clearRect(0, 0, width, height);
    const { rtl } = this;
    const thick = Math.max(3, Math.min(5, pitch - 3));
    for (const one of this.drawn) {
      const { coding } = one;
      one.x = coding.lane * pitch + 1;
      const x = rtl ? width - one.x - thick : one.x;
      on.globalAlpha = coding.pending ? 0.55 : 1;
      const hue = this.talk.hue(coding);
      const place = { top: one.top - top + 2, bottom: one.bottom - top - 2, width: thick, foot: (rtl ? -1 : 1) * 3 };
      const ends = { opens: coding.start >= start, closes: coding.end <= end };
      if (coding.id === this.chosen) {
        on.fillStyle = inks.ground[hue];
        on.fillRect(x - 2.5, place.top - 2, thick + 5, place.bottom - place.top + 4);
      }
      stripe(on, hue, inks, sharp, { x, ...place, ...ends });
      if (one.label !== null && ends.opens && !this.thin) leader(on, rtl ? x : x + thick, place.top, rtl ? 0 : width, one.label + LINE / 2 - top);
    }
    on.globalAlpha = 1;
  }

  /** Each label stands where its stripe starts, or a little below where another stands there already. */
  private arrange(): void {
    let free = -Infinity;
    for (const one of this.drawn) {
      const { top, bottom } = one;
      const at = Math.max(top + 3, free);
      const room = Math.max(DRIFT, bottom - top - LINE);
      if (at > top + room || at > top + DRIFT * 2) continue;
      free = at + LINE;
      one.label = at;
    }
  }

  private *placeLabels(indent: number): Generator<void> {
    this.list.style.setProperty("--indent", `${indent}px`);
    const keep = new Set<Id>();
    let left: { item: HTMLLIElement; count: number } | null = null;
    let before: HTMLLIElement | null = null;
    let made = 0;
    for (const { coding, top, label } of this.drawn) {
      if (!this.items.has(coding.id) && ++made % BATCH === 0) yield;
      const item = this.labelOf(coding);
      keep.add(coding.id);
      const place: Element | null = before ? before.nextElementSibling : this.list.firstElementChild;
      if (place !== item) this.list.insertBefore(item, place);
      before = item;
      item.classList.toggle("reader-label-left-out", label === null);
      if (label === null) {
        if (left) left.item.dataset.more = say("more_labels", { count: (left.count += 1) });
        continue;
      }
      delete item.dataset.more;
      const stands = `${label.toFixed(1)}px`;
      if (item.dataset.at !== stands) item.style.setProperty("inset-block-start", (item.dataset.at = stands));
      item.classList.toggle("reader-label-slipped", label > top + 12);
      left = { item, count: 0 };
    }
    this.clearLabels(keep);
    this.rove(idOf(document.activeElement));
  }

  private clearLabels(keep: Set<Id>): void {
    for (const [id, item] of this.items) {
      if (keep.has(id)) continue;
      if (item.contains(document.activeElement)) item.classList.add("reader-label-left-out"); // never take the focus away
      else {
        item.remove();
        this.items.delete(id);
      }
    }
  }

  private labelOf(coding: Shown): HTMLLIElement {
    const { hue, name, by, doubtful, spoken } = this.talk.label(coding);
    let item = this.items.get(coding.id);
    if (!item) {
      item = LABEL.cloneNode(true) as HTMLLIElement;
      (item.firstElementChild as HTMLButtonElement).dataset.coding = coding.id;
      this.items.set(coding.id, item);
    }
    const label = item.firstElementChild as HTMLButtonElement;
    const look = `reader-label hue-${hue}${coding.pending ? " reader-label-pending" : ""}${doubtful ? " reader-label-doubtful" : ""}`;
    if (label.className !== look) label.className = look;
    if (label.ariaLabel !== spoken) label.ariaLabel = spoken;
    if (label.lastElementChild!.textContent !== name) label.lastElementChild!.textContent = name;
    if (label.dataset.by !== by) label.dataset.by = by;
    label.ariaCurrent = coding.id === this.chosen ? "true" : null;
    return item;
  }

  /** One label is a stop for the Tab key; the arrows walk from there. */
  private rove(id: Id | null): void {
    if (id) this.talk.look(id);
    const stop = id && this.items.has(id) ? id : this.drawn.find(({ coding }) => coding.id === this.chosen)?.coding.id;
    const one = stop ?? this.drawn[0]?.coding.id;
    for (const [key, item] of this.items) (item.firstElementChild as HTMLElement).tabIndex = key === one ? 0 : -1;
  }

  private walk(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined;
    const id = idOf(document.activeElement);
    if (!by || !id || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.talk.step(id, by);
  }

  private hit(event: MouseEvent): void {
    const box = this.canvas.getBoundingClientRect();
    const x = this.rtl ? box.right - event.clientX : event.clientX - box.left;
    const y = event.clientY - box.top + (this.window?.top ?? 0);
    const near = this.drawn.filter(({ top, bottom }) => y >= top && y <= bottom)
      .sort((a, b) => Math.abs(a.x + 3 - x) - Math.abs(b.x + 3 - x))[0];
    if (near && Math.abs(near.x + 3 - x) < 10) this.talk.choose(near.coding.id, "stripe");
  }
}

/** A hairline from where a stripe starts to its label. */
function leader(on: CanvasRenderingContext2D, x: number, y: number, to: number, label: number): void {
  const turn = to > x ? to - 7 : to + 7;
  on.strokeStyle = on.fillStyle;
  on.globalAlpha *= 0.4;
  on.lineWidth = 1;
  on.beginPath();
  on.moveTo(x, y + 0.5);
  on.lineTo(turn, y + 0.5);
  on.lineTo(to, label);
  on.stroke();
  on.globalAlpha /= 0.4;
}

function idOf(target: EventTarget | null): Id | null {
  return (target as Element | null)?.closest?.<HTMLElement>("[data-coding]")?.dataset.coding ?? null;
}
