/** Starts the reader on `<div id="reader" data-api data-source data-me data-csrf>`. */

import { spreadHighlights } from "./highlights.ts";
import { Reader } from "./reader.ts";
import { readWords } from "./words.ts";

const host = document.getElementById("reader");
if (host && "highlights" in CSS) {
  readWords(document);
  spreadHighlights(host);
  void new Reader(host).start();
}
