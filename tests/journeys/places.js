// Where the words of a text stand in the page: worked out from the program's answer and the page's paragraphs alone,
// with none of the reader's own code, so that it can be held against the reader.
(() => {
  const SPACE = /[\s\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

  class Places {
    constructor({ words, turns }) {
      this.words = words;
      this.points = new Uint32Array(words.length + 1); // code points before each UTF-16 unit
      this.units = [];
      let point = 0;
      for (let unit = 0; unit < words.length; ) {
        const long = words.codePointAt(unit) > 0xffff;
        this.units.push(unit);
        this.points[unit] = point;
        if (long) this.points[unit + 1] = point;
        unit += long ? 2 : 1;
        point += 1;
      }
      this.points[words.length] = point;
      this.units.push(words.length);
      this.blocks = blocksOf(words, this.units, turns);
      this.of = new Map(this.blocks.map((block) => [block.element, block]));
    }

    spot(unit, leans) {
      const inside = ({ from, to }) => (leans === "start" ? from <= unit && unit < to : from < unit && unit <= to);
      const block = this.blocks.find(inside);
      if (!block) return null;
      let left = unit - block.from;
      for (const text of texts(block.element)) {
        if (left < text.length || (left === text.length && leans === "end")) return [text, left];
        left -= text.length;
      }
      return null;
    }

    /** The UTF-16 unit at a place in the page: between paragraphs, the one the edge leans on. */
    unit(node, offset, leans) {
      for (let up = node; up; up = up.parentNode) {
        const block = this.of.get(up);
        if (!block) continue;
        const before = new Range();
        before.setStart(up, 0);
        before.setEnd(node, offset);
        return block.from + before.toString().length;
      }
      const here = new Range();
      here.setStart(node, offset);
      for (const { from, to, element } of leans === "start" ? this.blocks : [...this.blocks].reverse()) {
        const after = here.comparePoint(element, 0) > 0;
        if (leans === "start" && after) return from;
        if (leans === "end" && !after) return to;
      }
      return null;
    }

    /** A stretch of the page as code points, without the space around it. */
    span({ startContainer, startOffset, endContainer, endOffset }) {
      let from = this.unit(startContainer, startOffset, "start");
      let to = this.unit(endContainer, endOffset, "end");
      if (from === null || to === null) return null;
      if (from && this.units[this.points[from]] !== from) from = this.units[this.points[from]]; // whole letters
      if (this.units[this.points[to]] !== to) to += 1;
      while (from < to && SPACE.test(this.words[from])) from += 1;
      while (to > from && SPACE.test(this.words[to - 1])) to -= 1;
      if (!this.spot(from, "start")) from = this.blocks.find((block) => block.from > from)?.from ?? to; // no speaker's label
      if (!this.spot(to, "end")) to = this.blocks.findLast((block) => block.to < to)?.to ?? from;
      return from < to ? [this.points[from], this.points[to]] : null;
    }

    /** Select code points as a hand would; false where the page does not show one of the edges. */
    select(start, end) {
      const [from, to] = [this.spot(this.units[start], "start"), this.spot(this.units[end], "end")];
      if (from && to) getSelection().setBaseAndExtent(...from, ...to);
      return !!(from && to);
    }

    /** What the page's own selection holds. */
    selected() {
      return getSelection().rangeCount && !getSelection().isCollapsed ? this.span(getSelection().getRangeAt(0)) : null;
    }

    /** The painted stretches of one name, each as it is in the page. */
    pieces(name) {
      return [...(CSS.highlights.get(name) ?? [])].map((range) => {
        const from = this.unit(range.startContainer, range.startOffset, "start");
        const to = this.unit(range.endContainer, range.endOffset, "end");
        const live = new Range();
        live.setStart(range.startContainer, range.startOffset);
        live.setEnd(range.endContainer, range.endOffset);
        return { start: this.points[from], end: this.points[to], words: live.toString() };
      });
    }

    /** The same of all names that begin so. */
    painted(beginning) {
      return [...CSS.highlights.keys()].filter((name) => name.startsWith(beginning)).flatMap((name) => this.pieces(name));
    }

    /** What is painted as chosen: from the first letter to the last, and its words paragraph by paragraph. */
    chosen() {
      const pieces = this.pieces("chosen").sort((one, other) => one.start - other.start);
      if (!pieces.length) return null;
      return { span: [pieces[0].start, pieces.at(-1).end], words: pieces.map(({ words }) => words) };
    }

    /** The words of a span as the page shows them, paragraph by paragraph. */
    shown(start, end) {
      const [from, to] = [this.units[start], this.units[end]];
      return this.blocks.filter((block) => block.from < to && block.to > from)
        .map((block) => this.words.slice(Math.max(from, block.from), Math.min(to, block.to)));
    }

    /** Where to press and let go, to select from one code point to another with a hand. */
    drag(start, end) {
      const point = (unit, leans) => {
        const [node, offset] = this.spot(unit, leans);
        const letter = new Range();
        const at = leans === "start" ? offset : offset - 1;
        letter.setStart(node, at);
        letter.setEnd(node, at + 1);
        const box = letter.getBoundingClientRect();
        const forwards = getComputedStyle(node.parentElement).direction === "ltr";
        const x = (leans === "start") === forwards ? box.left + 0.5 : box.right - 0.5;
        return [x, (box.top + box.bottom) / 2];
      };
      this.spot(this.units[start], "start")[0].parentElement.scrollIntoView({ block: "center", behavior: "instant" });
      return [point(this.units[start], "start"), point(this.units[end], "end")];
    }
  }

  function blocksOf(words, units, turns) {
    const every = ":is(p:not(.speaker), h2, h3, h4, li, blockquote)";
    const blocks = [];
    let at = 0;
    for (const element of document.querySelectorAll(`.reader-transcript ${every}`)) {
      const turn = /^turn-(\d+)$/.exec(element.closest(".reader-turn")?.id ?? "");
      if (turn) at = Math.max(at, units[turns[turn[1] - 1][1]]); // behind the speaker's label
      const from = words.indexOf(element.textContent, at);
      if (from < 0) throw new Error(`The page shows what the text has not: ${element.textContent}`);
      at = from + element.textContent.length;
      blocks.push({ element, from, to: at });
    }
    return blocks;
  }

  function* texts(element) {
    const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) yield walk.currentNode;
  }

  globalThis.lookAtPlaces = async (api) => {
    globalThis.places = new Places(await (await fetch(`${api}text`)).json());
    return places.blocks.map(({ from, to }) => [places.points[from], places.points[to]]);
  };
})();
