/** How much of the window is free for words: under the bar, above what stands at the foot, beside what is open at the side. */

export interface Strip {
  top: number;
  bottom: number;
}

const AIR = 24;

/** The strip in which words are to be seen: a sheet at the foot gives way to them. */
export function strip(host: Element | null): Strip {
  const top = Math.max(110, (host?.querySelector(".reader-bar")?.clientHeight ?? 0) + AIR);
  const sheet = sheetAtFoot(host);
  const player = host?.querySelector(".reader-player")?.clientHeight ?? 0;
  if (!sheet) return { top, bottom: innerHeight - 130 - player };
  lower(sheet);
  return { top, bottom: Math.max(top + AIR, sheet.getBoundingClientRect().top - AIR) };
}

/** What was touched stays under the finger, where it can. */
function lower(sheet: HTMLElement): void {
  const body = sheet.querySelector(".reader-side-body");
  if (!body || sheet.classList.contains("reader-side-low")) return;
  const high = sheet.clientHeight;
  sheet.classList.add("reader-side-low");
  body.scrollTop += high - sheet.clientHeight;
  if (body.contains(document.activeElement)) document.activeElement!.scrollIntoView({ block: "nearest" });
}

/** What the open side panel takes from the window, by edge. */
export function taken(host: Element | null): { left?: number; right?: number; bottom?: number } {
  const box = openSide(host)?.getBoundingClientRect();
  if (!box) return {};
  if (sheetAtFoot(host)) return { bottom: box.height };
  return box.left > 0 ? { right: box.width } : { left: box.width };
}

/** The side panel, where the window is so narrow that it stands at the foot. */
function sheetAtFoot(host: Element | null): HTMLElement | null {
  const side = openSide(host);
  return side && matchMedia("(max-width: 60rem)").matches ? side : null;
}

/** Whether something was chosen in the side panel: then that panel stays what one works in. */
export function choseInPanel(host: Element | null): boolean {
  return !!sheetAtFoot(host) || !!openSide(host)?.contains(document.activeElement);
}

function openSide(host: Element | null): HTMLElement | null {
  return host?.querySelector<HTMLElement>(":scope > .reader-side:not([hidden])") ?? null;
}
