// A page that only lays out the same text.
// plain: one paragraph after the other, nothing else. chunked: the same in chunks under content-visibility, as in the reader.
const asked = new URL(location.href).searchParams;
const chunked = asked.get("kind") === "chunked";
const host = document.getElementById("reader");
const answer = await fetch(`/api/s/peers/sources/${asked.get("source")}/text`);
const { words } = JSON.parse(await answer.text());
const root = document.createElement("div");
root.className = "transcript reader-transcript";
const each = chunked ? Math.ceil(words.length / 64) : Infinity;
let chunk = null;
let length = Infinity;
for (const line of words.split("\n").filter((one) => one.trim())) {
  if (length > each || !chunk) {
    chunk = document.createElement("div");
    if (chunked) chunk.className = "reader-chunk";
    if (chunked) chunk.style.setProperty("--lines", String(Math.ceil(each / 68)));
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
