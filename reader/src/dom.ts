/** Small help for making elements. No HTML from strings, so nobody's words can become markup. */

type Props = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

/** `h("button", { class: "button", onclick: go }, "Go")` */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, props: Props = {}, ...children: (Node | string | null | undefined | false)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** Run `work` once before the next frame, however often it is asked for. */
export function onceAFrame(work: () => void): () => void {
  let asked = 0;
  return () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      work();
    });
  };
}

/** Do the first step now and each other one in a frame of its own. `ended` is called in any case. */
export function aStepAFrame(steps: Iterator<void>, ended: () => void): { stop(): void } {
  let asked = 0;
  const step = () => {
    if (steps.next().done) ended();
    else asked = requestAnimationFrame(step);
  };
  const stop = () => {
    cancelAnimationFrame(asked);
    ended();
  };
  step();
  return { stop };
}

/** A button of the quiet kind. */
export function button(label: string, act: (event: MouseEvent) => void, props: Props = {}): HTMLButtonElement {
  return h("button", { type: "button", class: "button button-quiet", onclick: act, ...props }, label);
}

export function number(name: string): number | null {
  try {
    const kept = localStorage.getItem(name);
    return kept === null ? null : Number(kept);
  } catch {
    return null; // storage may be forbidden
  }
}

export function keepText(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    /* only for this page then */
  }
}

export function keptText(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
