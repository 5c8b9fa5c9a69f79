/** Starts what the page has: the reader, the desk at which one types along, the form that adds recordings. */

import { Desk } from "./desk.ts";
import { spreadHighlights } from "./highlights.ts";
import { Reader } from "./reader.ts";
import { takeRecordings } from "./recordings.ts";
import { readWords } from "./words.ts";

readWords(document);
for (const form of document.querySelectorAll<HTMLFormElement>(".recording-form")) takeRecordings(form);
const desk = document.getElementById("transcribe");
if (desk instanceof HTMLFormElement) new Desk(desk);
const host = document.getElementById("reader");
if (host && "highlights" in CSS) {
  void new Reader(host).start(); // asks first: what follows is done while the answers are on their way
  spreadHighlights(host);
}
