// Spans in the text, one inside the other, for every coding: the server sends them as HTML and the page puts them in.
const asked = new URL(location.href).searchParams;
const host = document.getElementById("reader");
const answer = await fetch(`/nested-html?source=${asked.get("source")}`);
const html = await answer.text();
host.classList.add("reader");
host.innerHTML = html;
host.getBoundingClientRect();
host.dataset.ready = "";
performance.mark("reader-ready");
requestAnimationFrame(() => setTimeout(() => performance.mark("reader-painted")));

/** One more coding: a span around every piece of text in a paragraph's first sentence or so. */
globalThis.applyOne = (number) => {
  const paragraph = document.querySelectorAll("#reader p")[number * 2 + 1];
  const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  const pieces = [];
  let length = 0;
  for (let text = texts.nextNode(); text && length < 80; text = texts.nextNode()) {
    pieces.push(text);
    length += text.length;
  }
  for (const text of pieces) {
    const span = document.createElement("span");
    span.className = `nested hue-${number % 12}`;
    text.replaceWith(span);
    span.append(text);
  }
};
