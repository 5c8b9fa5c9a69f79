// The page and the API on loopback, in memory. `/control` lets a test cut the line, lose an answer, revise the text.
import { createServer } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { MockStudy, Refused } from "./study.mjs";
import { CODES, PEOPLE, codingsFor, transcript } from "./invented.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const STATIC = join(here, "../../../src/firsthand/doors/web/static/firsthand");
const BUILD = join(here, "../../build");
const TYPES = { ".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".json": "application/json", ".html": "text/html" };
const WORDS = JSON.parse(readFileSync(join(here, "../../src/words.json"), "utf8"));
const CSP = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; media-src 'self' blob:; form-action 'self'";

const SAID = `<script type="application/json" id="reader-words">${JSON.stringify(WORDS).replaceAll("<", "\\u003c")}</script>`;

export function page({ source, me, lang = "en", dir = "ltr", textLang = "en", title = "Interview", mayCode = true, keep = "" }) {
  const css = ["vendor/modern-normalize/modern-normalize.css", "css/tokens.css", "css/base.css", "css/layout.css", "css/parts.css", "css/reading.css", "reader/reader.css"];
  return `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title} · Firsthand</title><link rel="icon" href="data:,">
${css.map((one) => `<link rel="stylesheet" href="/static/${one}">`).join("\n")}
<link rel="stylesheet" href="/static/css/print.css" media="print"><script src="/static/js/firsthand.js"></script>
<script type="module" src="/static/reader/reader.js"></script></head><body><a class="skip" href="#main">To the content</a>
<header><p class="demo-banner">Invented demonstration – not data</p><div class="bar"><a class="bar-home" href="/">Firsthand</a><span class="bar-study">Peers at the door</span></div>
<nav class="tabs" aria-label="Study"><ul><li><a href="/">Study</a></li><li><a href="/" aria-current="page">Sources</a></li><li><a href="/">Codes</a></li></ul></nav></header>
<main class="page" id="main"><div class="page-head"><h1>${title}</h1></div>
<div id="reader" data-api="/api/s/peers/" data-source="${source}" data-me="${me}" data-csrf="TokenOne0123456789abcdefghijklmnop" ${mayCode ? "data-may-code" : ""} data-keep="${keep}" lang="${textLang}"><p>…</p></div></main>
${SAID}
<footer class="foot"><span>Nothing goes to another server.</span></footer></body></html>`;
}

/** `more` answers what is none of the mock's own pages: for measuring other pages beside it. */
export async function serve({ port = 0, sources = {}, more = () => false } = {}) {
  const studies = new Map(Object.entries(sources));
  const control = { down: false, loseAnswers: 0, delay: 0, away: false, token: "TokenOne0123456789abcdefghijklmnop", writes: 0 };

  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const wait = request.url.startsWith("/api") ? control.delay : 0;
      setTimeout(() => {
        try {
          handle(request, response, Buffer.concat(chunks).toString());
        } catch (problem) {
          response.writeHead(500).end(String(problem?.stack));
        }
      }, wait);
    });
  });

  function study(source) {
    if (!studies.has(source)) {
      const size = { s: [6000, 500], m: [60000, 5000], l: [600000, 50000] }[source] ?? [3000, 120];
      const text = transcript(size[0], 1);
      studies.set(source, new MockStudy({ text, codes: structuredClone(CODES), codings: codingsFor(text, size[1]), people: PEOPLE }));
    }
    return studies.get(source);
  }

  function handle(request, response, body) {
    const url = new URL(request.url, "http://x");
    if (url.pathname.startsWith("/static/")) return file(response, STATIC, url.pathname.slice(8));
    if (url.pathname.startsWith("/build/")) return file(response, BUILD, url.pathname.slice(7));
    if (url.pathname === "/awkward.json") return file(response, join(here, "../../../tests/data"), "awkward.json");
    if (url.pathname === "/blank") return html(response, "<!doctype html><html lang=en><title>tests</title>" + SAID + "<body></body></html>");
    if (url.pathname.startsWith("/api/")) return api(request, response, url, body ? JSON.parse(body) : {});
    if (more(study, url, response)) return;
    const option = (name, otherwise) => url.searchParams.get(name) ?? otherwise;
    const source = option("source", "s");
    html(response, page({
      source, me: option("me", "m-lea"), lang: option("lang", "en"), dir: option("dir", "ltr"), textLang: option("textlang", "en"),
      title: study(source).text.title, mayCode: option("maycode", "1") === "1", keep: option("keep", ""),
    }).replace("TokenOne0123456789abcdefghijklmnop", control.token));
  }

  function api(request, response, url, body) {
    if (control.down) return request.socket.destroy();
    if (control.away) return response.writeHead(302, { Location: "/enter" }).end();
    const writes = request.method !== "GET";
    if (writes && request.headers["x-csrftoken"] !== control.token) return response.writeHead(403, { "Content-Type": "application/json", "X-Firsthand-Stale": "token" }).end('{"sentence":"Too long ago."}');
    const [, what, id, part] = /^\/api\/s\/peers\/(\w+)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    // Who writes: the mock has no sessions, so the page's own address tells.
    const from = new URL(request.headers.referer ?? "http://x/");
    const me = from.searchParams.get("me") ?? "m-lea";
    const source = from.searchParams.get("source") ?? "s";
    const at = study(what === "sources" ? id : source);
    try {
      const answer = route();
      if (writes) control.writes += 1;
      if (writes && control.loseAnswers > 0) {
        control.loseAnswers -= 1;
        return request.socket.destroy(); // done, but nobody hears of it
      }
      if (part === "codings") response.setHeader("X-Firsthand-Entry", at.entry).setHeader("X-Firsthand-Seen", at.sign());
      json(response, 200, answer);
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      json(response, problem.status, { sentence: problem.sentence });
    }

    function route() {
      if (what === "sources" && part === "text") return at.text;
      if (what === "sources" && part === "codings") return writes ? at.apply(me, body) : at.codingsAnswer();
      if (what === "sources" && part === "beside") {
        const marks = at.marksAnswer();
        return { ...at.beside(), entry: at.entry, seen: at.sign(), ...(Object.keys(marks).length && { marks }) };
      }
      if (what === "sources" && part === "feed") return at.feed(Number(url.searchParams.get("since")), me, Date.now(), url.searchParams.get("seen") ?? "");
      if (what === "sources" && part === "answers") return at.mark(me, "answer", body);
      if (what === "sources" && part === "bystanders") return at.mark(me, "bystander", body);
      if (what === "answers" || what === "bystanders") return at.unmark(me, id, body);
      if (what === "codings" && request.method === "PATCH") return at.change(me, id, body);
      if (what === "codings" && request.method === "DELETE") return at.remove(me, id, body);
      if (part === "autocode") return at.look(body, id);
      if (what === "autocode") return at.autocode(me, body);
      if (what === "things") return at.things();
      if (what === "codes") return at.excerpts(id, url.searchParams.get("source"));
      if (what === "memos" && id) return at.changeMemo(me, id, body);
      if (what === "memos") return at.memo(me, body);
      if (what === "undo") return at.undo(me, body);
      if (what === "redo") return at.redo(me, body);
      throw new Refused(404, "Nothing here.");
    }
  }

  await new Promise((ready) => server.listen(port, "127.0.0.1", ready));
  const root = `http://127.0.0.1:${server.address().port}`;
  return { root, control, study, studies, close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
}

function file(response, folder, path) {
  const full = join(folder, normalize(path));
  if (!full.startsWith(folder) || !existsSync(full)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": `${TYPES[extname(full)] ?? "application/octet-stream"}; charset=utf-8`, "Cache-Control": "max-age=600" });
  response.end(readFileSync(full));
}

function html(response, text) {
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": CSP }).end(text);
}

function json(response, status, value) {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { root } = await serve({ port: Number(process.argv[2] ?? 8099) });
  console.log(`${root}/?source=s&me=m-lea   and   ${root}/?source=s&me=m-cody`);
}
