/** What stands at a turn because of the marks on its words: the questions that it answers, and that it holds a bystander's
 *  words. It is read with the turn's name, and takes no room that words would have to give. */

import { h } from "./dom.ts";
import type { Mark } from "./marks.ts";
import type { Reader } from "./reader.ts";
import type { Page } from "./render.ts";
import type { Span } from "./types.ts";
import { say } from "./words.ts";

export class Marked {
  private readonly dressed = new Map<number, { tags: string; spoken: string }>(); // by part, what stands there

  constructor(private readonly reader: Reader) {}

  /** Another text is laid out: nothing stands anywhere yet. */
  forget(): void {
    this.dressed.clear();
  }

  /** Show the marks as they are now; what stands already stays. */
  show(): void {
    const { page, model } = this.reader;
    const at = new Map<number, Mark[]>();
    for (const mark of model.marks.shown) for (const index of partsOf(page, mark)) at.set(index, [...(at.get(index) ?? []), mark]);
    for (const index of this.dressed.keys()) if (!at.has(index)) this.dress(index, []);
    for (const [index, marks] of at) this.dress(index, tagsOf(marks));
  }

  /** “Turn 12, Marigold, answers Q06” */
  nameOf(index: number): string {
    const { page } = this.reader;
    return [page.nameOf(page.parts[index]), this.dressed.get(index)?.spoken].filter(Boolean).join(", ");
  }

  private dress(index: number, tags: readonly Tag[]): void {
    const { page, model } = this.reader;
    const element = page.partElements[index];
    const now = JSON.stringify(tags);
    if (this.dressed.get(index)?.tags === now) return;
    this.dressed.delete(index);
    if (tags.length) this.dressed.set(index, { tags: now, spoken: tags.map(({ spoken }) => spoken).join(", ") });
    this.name(index, tags.length > 0);
    element.querySelector(".reader-marks")?.remove();
    if (!tags.length) return;
    const shown = tags.map(({ label, shown, pending }) =>
      h("span", { class: `reader-mark${label ? "" : " reader-mark-bystander"}${pending ? " reader-mark-pending" : ""}`, title: label && model.marks.called(label) }, shown));
    const all = h("span", { class: "reader-marks", "aria-hidden": "true" }, ...shown); // read with the turn's name
    const speaker = element.querySelector(".speaker");
    if (speaker) speaker.append(all);
    else element.prepend(all);
  }

  /** A turn is a group by itself; a paragraph of no turn becomes one, as long as there is something to say of it. */
  private name(index: number, marked: boolean): void {
    const { page } = this.reader;
    const element = page.partElements[index];
    const turn = !!page.parts[index].voice;
    element.ariaLabel = turn || marked ? this.nameOf(index) : null;
    if (!turn) element.role = marked ? "group" : null;
  }
}

interface Tag {
  label: string; // of a question, or empty
  shown: string;
  spoken: string;
  pending: boolean;
}

/** Each question once, and once that there are a bystander's words. */
function tagsOf(marks: readonly Mark[]): Tag[] {
  const labels = [...new Set(marks.map(({ label }) => label))].sort((a, b) => Number(!a) - Number(!b));
  return labels.map((label) => {
    const these = marks.filter((one) => one.label === label);
    const doubtful = label && these.some((one) => one.doubtful) ? ` (${say("doubtful")})` : "";
    return {
      label, shown: label ? `${doubtful && "? "}${label}` : say("bystander"), spoken: label ? say("answers", { question: label }) + doubtful : say("bystander_words"),
      pending: these.every(({ pending }) => pending),
    };
  });
}

function* partsOf(page: Page, { start, end }: Span): Iterable<number> {
  for (let index = page.partAt(start); index < page.parts.length && page.partSpan(index).start < end; index++) {
    if (page.partSpan(index).end > start) yield index;
  }
}
