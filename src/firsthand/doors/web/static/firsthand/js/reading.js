/* reading.js: from words that are selected on the page to positions in the stored text.

   Every piece of text on the page stands in an element with data-start: the code point of the stored text at which
   it starts. The browser counts UTF-16 units; here, once, they become code points. What is drawn is never read back
   for anything else: the server checks the span and takes the words from its own text. */
"use strict";

(() => {
  const transcript = document.getElementById("transcript");
  const panel = document.getElementById("selected");
  if (!transcript || !panel) return;
  const shown = document.getElementById("selected-words");
  const startField = document.getElementById("apply-start");
  const endField = document.getElementById("apply-end");
  const codeField = document.getElementById("apply-code");

  /** How many code points the first `units` UTF-16 units of `text` hold. */
  function codePoints(text, units = text.length) {
    let count = 0;
    for (let at = 0; at < units; count++) at += text.codePointAt(at) > 0xffff ? 2 : 1;
    return count;
  }

  const startOf = (piece) => Number(piece.dataset.start);
  const endOf = (piece) => startOf(piece) + codePoints(piece.textContent);

  /** Where an edge of the selection is in the stored text: inside a piece, or at the edge of the one given. */
  function position(node, offset, piece, atStart) {
    const inside = node.nodeType === Node.TEXT_NODE && node.parentElement === piece;
    if (inside) return startOf(piece) + codePoints(node.data, offset);
    return atStart ? startOf(piece) : endOf(piece);
  }

  /** The pieces that the selection touches with at least one letter. */
  function piecesIn(range) {
    return [...transcript.querySelectorAll("[data-start]")].filter((piece) => {
      if (!range.intersectsNode(piece)) return false;
      const own = document.createRange();
      own.selectNodeContents(piece);
      return range.compareBoundaryPoints(Range.END_TO_START, own) < 0 && range.compareBoundaryPoints(Range.START_TO_END, own) > 0;
    });
  }

  /** The selected stretch without the space around it, or null where nothing is selected in the text. */
  function selectedSpan() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(transcript)) return null;
    const pieces = piecesIn(range);
    if (!pieces.length) return null;
    const start = position(range.startContainer, range.startOffset, pieces[0], true);
    const end = position(range.endContainer, range.endOffset, pieces[pieces.length - 1], false);
    const words = wordsOf(pieces, start, end);
    const before = codePoints(words) - codePoints(words.trimStart());
    const after = codePoints(words) - codePoints(words.trimEnd());
    return start + before < end - after ? { start: start + before, end: end - after, words: words.trim() } : null;
  }

  /** The words of a stretch, for showing. Between two paragraphs stands a space. */
  function wordsOf(pieces, start, end) {
    let words = "";
    let last = null;
    for (const piece of pieces) {
      const letters = Array.from(piece.textContent);
      const from = startOf(piece);
      if (last !== null && from > last) words += " ".repeat(from - last);
      words += letters.slice(Math.max(start - from, 0), Math.max(end - from, 0)).join("");
      last = from + letters.length;
    }
    return words;
  }

  function show({ start, end, words }) {
    startField.value = start;
    endField.value = end;
    shown.textContent = words;
    panel.hidden = false;
  }

  document.addEventListener("selectionchange", () => {
    if (panel.contains(document.activeElement) && document.activeElement !== document.body) return;
    const span = selectedSpan();
    if (span) show(span);
  });

  // A whole turn: the link works without script too.
  transcript.addEventListener("click", (event) => {
    const link = event.target.closest("[data-take]");
    if (!link) return;
    event.preventDefault();
    const [start, end] = link.dataset.take.split(" ").map(Number);
    const pieces = [...link.closest(".turn").querySelectorAll("[data-start]")];
    show({ start, end, words: wordsOf(pieces, start, end) });
    codeField.focus();
  });

  // By keyboard, from a turn's “code”: Shift and arrows select (Ctrl: word by word; Alt: the other edge), Enter goes on.
  // Browsers do this themselves only where a text cursor is switched on.
  const ARROWS = { ArrowRight: ["right", "character"], ArrowLeft: ["left", "character"], ArrowDown: ["forward", "line"], ArrowUp: ["backward", "line"] };

  document.addEventListener("keydown", (event) => {
    const at = document.activeElement;
    const take = at?.closest?.("[data-take]");
    if (at !== document.body && !take) return;
    if (event.key === "Enter" && selectedSpan()) {
      event.preventDefault();
      codeField.focus();
    } else if (event.shiftKey && event.key in ARROWS) {
      const selection = document.getSelection();
      if (!startInside(selection, take?.closest(".turn"))) return;
      event.preventDefault();
      const [direction, unit] = ARROWS[event.key];
      if (event.altKey) turnAround(selection);
      selection.modify("extend", direction, event.ctrlKey && unit === "character" ? "word" : unit);
      if (event.altKey) turnAround(selection);
    }
  });

  /** Make sure that the selection starts in the text: where it is already, or before a turn's first word. */
  function startInside(selection, turn) {
    const inside = selection.anchorNode && (turn ?? transcript).contains(selection.anchorNode.parentElement?.closest("[data-start]"));
    const first = turn?.querySelector("[data-start]");
    if (!inside && first) selection.collapse(first.firstChild, 0);
    return Boolean(inside || first);
  }

  function turnAround(selection) {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    selection.setBaseAndExtent(focusNode, focusOffset, anchorNode, anchorOffset);
  }

  // Escape leaves the words alone.
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") panel.hidden = true;
  });
})();
