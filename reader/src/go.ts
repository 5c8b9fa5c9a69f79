/** Going to a place: a turn or line by its number, a time, a question, a heading; and saying where one is. */

import { h } from "./dom.ts";
import type { Reader } from "./reader.ts";
import { clock, type Part } from "./structure.ts";
import { say } from "./words.ts";

const MOST = 400; // rows in a list

/** What the menu “Go to” holds. `went` is called when somebody went. */
export function goPanel(reader: Reader, went: () => void): { panel: HTMLElement; field: HTMLInputElement } {
  const { page } = reader;
  const label = say(page.talk ? "go_to_turn" : "go_to_line");
  const field = h("input", { type: "text", inputmode: "text", size: 8, autocomplete: "off", placeholder: page.parts.some(({ begins }) => begins) ? "12, 3:05" : "12" });
  const form = h("form", { class: "row" }, h("label", { class: "small" }, h("span", {}, label), " ", field), h("button", { class: "button" }, say("go")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    went();
    reader.text.focus({ preventScroll: true });
    const at = timeOf(field.value);
    if (!(at === null ? reader.place.goToTurn(Number(field.value)) : goToTime(reader, at))) reader.announce(say("no_such_place"));
  });
  const questions = list(reader, say("questions"), questionsOf(reader), went);
  const headings = list(reader, say("headings"), page.parts.filter(({ blocks }) => blocks[0]?.kind === "heading"), went);
  return { panel: h("div", { class: "reader-go" }, form, questions, headings), field };
}

/** The interviewer's turns. */
function questionsOf({ page }: Reader): Part[] {
  return page.parts.filter(({ voice }) => voice?.part === "interviewer");
}

/** To the next question, or the one before. */
export function jumpToQuestion(reader: Reader, by: 1 | -1): void {
  const from = reader.place.at;
  const starts = questionsOf(reader).map((part) => reader.page.partSpan(reader.page.parts.indexOf(part)).start);
  const to = by > 0 ? starts.find((start) => start > from) : starts.findLast((start) => start < from);
  if (to === undefined) return reader.announce(say("no_more_questions"));
  reader.place.goToPart(reader.page.partAt(to));
}

/** “Turn 12 · Marigold · 3:05”, and the question that is being answered: as it is marked, or what was asked last. */
export function whereOf(reader: Reader, index: number): { where: string; question: string } {
  const { page } = reader;
  const part = page.parts[index];
  if (!part) return { where: "", question: "" };
  const { as, number } = page.cited(part);
  const where = [say(as, { number }), part.voice && (page.eachWay ? `\u2068${part.voice.name}\u2069` : part.voice.name), part.begins !== null && clock(part.begins)].filter(Boolean).join(" · ");
  const span = page.partSpan(index);
  const answers = [...new Set(reader.model.marks.on(span, "answer").map(({ label }) => reader.model.marks.called(label)))];
  if (answers.length) return { where, question: answers.join(" · ") };
  const asks = part.voice?.part === "interviewer" ? -1 : page.parts.findLastIndex(({ voice }, at) => at < index && voice?.part === "interviewer");
  return { where, question: part.voice && asks >= 0 ? first(reader, page.parts[asks]) : "" };
}

function goToTime(reader: Reader, at: number): boolean {
  const index = reader.page.parts.findLastIndex(({ begins }) => begins !== null && begins <= at);
  if (index < 0) return false;
  reader.place.goToPart(index);
  return true;
}

/** “1:02:03” or “3:05” in milliseconds; null for what is no time. */
function timeOf(written: string): number | null {
  if (!/^\s*\d+(:\d{1,2}){1,2}\s*$/.test(written)) return null;
  return written.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}

function first(reader: Reader, part: Part): string {
  const span = reader.page.partSpan(reader.page.parts.indexOf(part));
  return reader.page.offsets.words({ start: span.start, end: Math.min(span.end, span.start + 90) }).replace(/\s+/g, " ");
}

function list(reader: Reader, title: string, parts: Part[], went: () => void): HTMLElement | null {
  if (!parts.length) return null;
  const rows = parts.slice(0, MOST).map((part) => {
    const go = () => {
      went();
      reader.text.focus({ preventScroll: true });
      reader.place.goToPart(reader.page.parts.indexOf(part));
    };
    const { number } = reader.page.cited(part);
    return h("li", {}, h("button", { type: "button", class: "reader-go-row", dir: "auto", onclick: go }, h("span", { class: "soft" }, String(number)), h("span", {}, first(reader, part))));
  });
  return h("section", {}, h("h2", { class: "small" }, title), h("ol", { class: "plain" }, ...rows));
}
