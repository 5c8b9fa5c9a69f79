/** The twelve stripes: each hue has a rhythm of its own (css/tokens.css), so that colour alone never tells. */

const DASHES: Record<number, number[]> = {
  1: [6, 3], 2: [2, 2], 4: [6, 2, 2, 2], 6: [2, 2, 2, 5], 7: [5, 2, 2, 2, 2, 2], 8: [11, 3], 9: [2, 5], 10: [1, 2],
};

export interface Inks {
  hue: string[];
  ground: string[];
  ink: string;
  soft: string;
  paper: string;
  accent: string;
}

/** The colours as the page wears them now. */
export function readInks(host: HTMLElement): Inks {
  const names = [...TWELVE.map((n) => `hue-${n}`), ...TWELVE.map((n) => `ground-${n}`), "ink", "ink-soft", "paper", "accent"];
  const probe = document.createElement("div");
  probe.hidden = true;
  for (const name of names) {
    const one = document.createElement("i");
    one.style.setProperty("color", `var(--${name})`);
    probe.append(one);
  }
  host.append(probe);
  const colours = [...probe.children].map((one) => getComputedStyle(one).color);
  probe.remove();
  const [ink, soft, paper, accent] = colours.slice(24);
  tiles.clear();
  return { hue: colours.slice(0, 12), ground: colours.slice(12, 24), ink, soft, paper, accent };
}

const TWELVE = [...Array(12).keys()];
const tiles = new Map<string, CanvasPattern>();
const beatOn = document.createElement("canvas").getContext("2d")!; // one for all: making it takes longer than drawing on it

/** One beat of a stripe, as a pattern: filling with it costs the same for a long stripe and a short one. */
function tile(on: CanvasRenderingContext2D, hue: number, ink: string, width: number, sharp: number): CanvasPattern {
  const key = `${hue} ${width} ${sharp}`;
  const known = tiles.get(key);
  if (known) return known;
  const dashes = DASHES[hue] ?? [hue === 5 ? 4 : hue === 11 ? 8 : 2];
  const beat = dashes.reduce((sum, one) => sum + one, 0);
  const { canvas } = beatOn;
  canvas.width = Math.round(width * sharp); // and is empty
  canvas.height = Math.round(beat * sharp);
  const draw = beatOn;
  draw.setTransform(canvas.width / width, 0, 0, canvas.height / beat, 0, 0);
  draw.fillStyle = draw.strokeStyle = ink;
  if (hue === 0) draw.fillRect(0, 0, width, beat);
  else if (hue === 3) {
    draw.fillRect(0, 0, width / 3, beat);
    draw.fillRect((2 * width) / 3, 0, width / 3, beat);
  } else if (hue === 5 || hue === 11) {
    draw.lineWidth = hue === 5 ? 1.7 : 3.6;
    for (const shift of [-beat, 0, beat]) {
      draw.beginPath();
      draw.moveTo(-1, shift + (hue === 5 ? beat + 1 : -1));
      draw.lineTo(width + 1, shift + (hue === 5 ? -1 : beat + 1));
      draw.stroke();
    }
  } else {
    let at = 0;
    dashes.forEach((length, index) => {
      if (index % 2 === 0) draw.fillRect(0, at, width, length);
      at += length;
    });
  }
  const pattern = on.createPattern(canvas, "repeat")!;
  pattern.setTransform(new DOMMatrix([width / canvas.width, 0, 0, beat / canvas.height, 0, 0]));
  tiles.set(key, pattern);
  return pattern;
}

/** One upright stripe of `width` from `top` to `bottom`, with short feet that show where it starts and ends. */
export function stripe(
  on: CanvasRenderingContext2D, hue: number, inks: Inks, sharp: number,
  place: { x: number; top: number; bottom: number; width: number; foot: number; opens: boolean; closes: boolean },
): void {
  const { x, top, bottom, width, foot, opens, closes } = place;
  on.fillStyle = tile(on, hue, inks.hue[hue], width, sharp);
  on.translate(x, top);
  on.fillRect(0, 0, width, bottom - top);
  on.translate(-x, -top);
  on.fillStyle = inks.hue[hue];
  if (opens) on.fillRect(Math.min(x, x + foot), top, width + Math.abs(foot), 1.5);
  if (closes) on.fillRect(Math.min(x, x + foot), bottom - 1.5, width + Math.abs(foot), 1.5);
}
