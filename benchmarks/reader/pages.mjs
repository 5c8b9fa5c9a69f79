// The pages beside the reader: what only lays out the text, and spans in the text for every coding.
import { readFileSync } from "node:fs";
import { page } from "../../reader/test/mock/server.mjs";

const script = (name) => readFileSync(new URL(`pages/${name}.js`, import.meta.url));
const madeOnce = new Map();

/** Answers what the reader's own mock server does not; false where it is none of these. */
export function more(study, url, response) {
  const source = url.searchParams.get("source") ?? "s";
  const file = /^\/(bare|nested)\.js$/.exec(url.pathname)?.[1];
  if (file) return send(response, "text/javascript", script(file));
  const wanted = /^\/(bare|nested)$/.exec(url.pathname)?.[1];
  if (wanted) return send(response, "text/html; charset=utf-8", page({ source, me: "m-lea" }).replace("/static/reader/reader.js", `/${wanted}.js`));
  if (url.pathname !== "/nested-html") return false;
  if (!madeOnce.has(source)) madeOnce.set(source, nested(study(source)));
  return send(response, "text/html; charset=utf-8", madeOnce.get(source));
}

function send(response, type, body) {
  response.writeHead(200, { "Content-Type": type }).end(body);
  return true;
}

/** The text as HTML, in paragraphs, each cut wherever a coding starts or ends, one span a coding around each piece. */
export function nested({ text: { words }, codings }) {
  const waiting = [...codings.values()].sort((a, b) => a.start - b.start);
  const made = [];
  let active = [];
  let next = 0;
  let at = 0;
  for (const line of words.split("\n")) {
    const end = at + line.length;
    if (line.trim()) made.push("<p>", ...pieces(line, at, end), "</p>");
    at = end + 1;
  }
  return `<div class="transcript reader-transcript">${made.join("")}</div>`;

  function pieces(line, from, to) {
    while (next < waiting.length && waiting[next].start < to) active.push(waiting[next++]);
    active = active.filter((one) => one.end > from);
    const cuts = [...new Set([from, to, ...active.flatMap(({ start, end }) => [start, end])])]
      .filter((cut) => cut >= from && cut <= to).sort((a, b) => a - b);
    const said = [];
    for (let index = 0; index + 1 < cuts.length; index++) {
      const [start, end] = [cuts[index], cuts[index + 1]];
      const there = active.filter((one) => one.start <= start && one.end >= end);
      said.push(...there.map(({ id }, hue) => `<span class="nested hue-${hue % 12}" data-coding="${id}">`), escaped(line.slice(start - from, end - from)),
        "</span>".repeat(there.length));
    }
    return said;
  }
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
