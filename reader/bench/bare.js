// A page that only lays out the same text: the floor the reader is measured against.
// kind=bare: chunks under content-visibility, as in the reader. kind=simple: one paragraph after the other, nothing else.
const asked = new URL(location.href).searchParams;
const kind = asked.get("kind");
const host = document.getElementById("reader");
const answer = await fetch(`/api/s/peers/sources/${asked.get("source")}/text`);
const body = await answer.text();
const { words } = JSON.parse(body);
const lines = words.split("\n").filter((line) => line.trim());
const root = document.createElement("div");
root.className = "transcript reader-transcript";
const each = kind === "bare" ? Math.ceil(words.length / 64) : Infinity;
let chunk = null;
let length = Infinity;
for (const line of lines) {
  if (length > each || !chunk) {
    chunk = document.createElement("div");
    chunk.className = kind === "bare" ? "reader-chunk" : "";
    if (kind === "bare") chunk.style.setProperty("--lines", String(Math.ceil(each / 68)));
    root.append(chunk);
    length = 0;
  }
  length += line.length;
  const paragraph = document.createElement("p");
  paragraph.textContent = line;
  chunk.append(paragraph);
}
host.classList.add("reader");
host.replaceChildren(root);
host.getBoundingClientRect();
host.dataset.ready = "";
performance.mark("reader-ready");
requestAnimationFrame(() => setTimeout(() => performance.mark("reader-painted")));
