/** How the text looks: size, line length, spacing, letters, calm. Kept on this device. */

import { button, h, keepText, keptText } from "./dom.ts";
import { type Key, say } from "./words.ts";

const KEPT = "firsthand-reader-look";

interface Looks {
  size: number; // steps of 1/8
  measure: "narrow" | "middling" | "wide";
  spacing: "close" | "middling" | "airy";
  face: "serif" | "sans";
  calm: boolean;
}

const USUAL: Looks = { size: 0, measure: "middling", spacing: "middling", face: "serif", calm: false };
const CHOICES = { measure: ["narrow", "middling", "wide"], spacing: ["close", "middling", "airy"], face: ["serif", "sans"] } as const;

export class Look {
  private looks: Looks = USUAL;

  constructor(
    private readonly host: HTMLElement,
    private readonly changed: () => void,
  ) {
    try {
      // Where all pages are calm, the reader begins so, until somebody looks at more here.
      const page = { calm: document.documentElement.hasAttribute("data-calm") };
      this.looks = { ...USUAL, ...page, ...(JSON.parse(keptText(KEPT) ?? "{}") as Partial<Looks>) };
    } catch {
      /* as usual */
    }
    this.wear();
  }

  get calm(): boolean {
    return this.looks.calm;
  }

  set(some: Partial<Looks>): void {
    this.looks = { ...this.looks, ...some };
    keepText(KEPT, JSON.stringify(this.looks));
    this.wear();
    this.changed();
  }

  /** The controls, for a menu. */
  panel(letters: HTMLElement): HTMLElement {
    const step = (by: number) => this.set({ size: Math.max(-3, Math.min(8, this.looks.size + by)) });
    const size = h("div", { class: "row", role: "group", "aria-label": say("size") },
      h("span", { class: "small reader-look-name" }, say("size")),
      button("A−", () => step(-1), { "aria-label": say("smaller") }), button("A+", () => step(1), { "aria-label": say("larger") }));
    const rows = (Object.keys(CHOICES) as (keyof typeof CHOICES)[]).map((name) => this.row(name));
    const calm = h("input", { type: "checkbox" });
    calm.checked = this.looks.calm;
    calm.addEventListener("change", () => this.set({ calm: calm.checked }));
    return h("div", { class: "reader-look" }, size, ...rows, this.theme(), h("label", { class: "choice small" }, calm, h("span", {}, say("calm"))), letters);
  }

  /** Light or dark: the page's own switch, also from here. */
  private theme(): HTMLElement | null {
    const page = document.querySelector<HTMLElement>("[data-theme-switch]");
    if (!page) return null;
    const choices = [...page.querySelectorAll<HTMLButtonElement>("[data-theme-choice]")];
    const buttons = choices.map((choice) => {
      const one = button(choice.textContent ?? "", () => {
        choice.click();
        for (const other of buttons) other.ariaPressed = String(other === one);
      }, { "aria-pressed": choice.getAttribute("aria-pressed") });
      return one;
    });
    const name = page.getAttribute("aria-label") ?? "";
    return h("div", { class: "row", role: "group", "aria-label": name }, h("span", { class: "small reader-look-name" }, name), ...buttons);
  }

  private row(name: keyof typeof CHOICES): HTMLElement {
    const buttons = CHOICES[name].map((value) => {
      const one = button(say(value as Key), () => {
        this.set({ [name]: value });
        for (const other of buttons) other.ariaPressed = String(other === one);
      }, { "aria-pressed": String(this.looks[name] === value) });
      return one;
    });
    return h("div", { class: "row", role: "group", "aria-label": say(name) }, h("span", { class: "small reader-look-name" }, say(name)), ...buttons);
  }

  private wear(): void {
    const { size, measure, spacing, face, calm } = this.looks;
    this.host.style.setProperty("--reader-scale", String(1 + size / 8));
    Object.assign(this.host.dataset, { measure, spacing, face });
    this.host.classList.toggle("reader-calm", calm);
  }
}
