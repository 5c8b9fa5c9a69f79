/** The reader: puts the parts together. What is drawn follows from the model; nothing is read back from the page. */

import { Acts, fresh, isOfAnother } from "./acts.ts";
import { Api, type AsOf, Sender } from "./api.ts";
import { Bar } from "./bar.ts";
import { commandsOf } from "./commands.ts";
import { aStepAFrame, button, h, keepText, number, onceAFrame } from "./dom.ts";
import { Filter } from "./filter.ts";
import type { Anchor } from "./float.ts";
import { whereOf } from "./go.ts";
import { Handles } from "./handles.ts";
import { Here } from "./here.ts";
import { Kept } from "./kept.ts";
import { Keys } from "./keys.ts";
import { Live } from "./live.ts";
import { Look } from "./look.ts";
import { sayLost } from "./lost.ts";
import { type Label, Margin } from "./margin.ts";
import { Marked } from "./marked.ts";
import { bystanderAround } from "./marking.ts";
import { Recent } from "./matching.ts";
import { Memos } from "./memos.ts";
import { Minimap } from "./minimap.ts";
import { Model, type Shown, type Touched } from "./model.ts";
import { Paint } from "./paint.ts";
import { Palette } from "./palette.ts";
import { Player } from "./player.ts";
import { Page } from "./render.ts";
import { type Inks, readInks } from "./rhythm.ts";
import type { Part } from "./structure.ts";
import { inOrder } from "./segments.ts";
import { choseInPanel } from "./strip.ts";
import { Selection } from "./selection.ts";
import { Side } from "./side.ts";
import { Sight, type Stretch } from "./sight.ts";
import { tools, type Tools } from "./tools.ts";
import type { Beside, CodingsAnswer, FeedAnswer, Id, Span, TextAnswer } from "./types.ts";
import { Drafts, Waiting } from "./waiting.ts";
import { say, sayCount } from "./words.ts";

const TOP = 120; // where in the window the line stands that counts as being read

const MOMENT = 30; // ms: not felt, and a text that is laid out once is sooner there than one that is laid out twice

/** Whether something is there within a moment. */
function withinAMoment(something: Promise<unknown>): Promise<boolean> {
  return Promise.race([something.then(() => true), new Promise<boolean>((done) => setTimeout(done, MOMENT, false))]);
}

export class Reader {
  /** Whether who reads may code here. */
  readonly mayCode: boolean;
  readonly model: Model;
  readonly api: Api;
  readonly recent = new Recent();
  readonly sender: Sender;
  readonly filter: Filter;
  readonly acts: Acts;
  readonly memos = new Memos(this);
  readonly marked = new Marked(this);
  readonly waiting: Waiting;
  /** What is being written about a row and is not kept yet. */
  readonly draftOf: (row: Id) => Drafts;
  page!: Page; // once the text is here
  sight!: Sight;
  selection!: Selection;
  bar!: Bar;
  keys!: Keys;
  look!: Look;
  handles!: Handles;
  text!: HTMLElement;
  field!: HTMLElement;
  live: Live | undefined;
  player: Player | undefined; // where the source has a recording
  chosen: Id | null = null;
  resizing: { id: Id; span: Span } | null = null;

  private tools!: Tools;
  private paint!: Paint;
  private margin!: Margin;
  private map!: Minimap;
  private inks!: Inks;
  private window: Stretch | null = null;
  private readonly said = h("p", { class: "unseen", role: "status" });
  private readonly news = h("p", { class: "reader-news small", "aria-hidden": "true" });
  private readonly notices = h("div", { class: "reader-notices" });
  private connection: "fine" | "lost" | "away" = "fine";
  private newVersion: Id | null = null;
  private readonly sizes = new ResizeObserver(() => this.resized());
  private width = 0;

  constructor(readonly host: HTMLElement) {
    const { api = "", source = "", me = "", csrf = "", keep } = host.dataset;
    delete host.dataset.keep;
    this.mayCode = "mayCode" in host.dataset;
    const kept = new Kept(keep);
    this.model = new Model(me);
    this.api = new Api(api, source, csrf, me, kept);
    this.draftOf = (row) => new Drafts(kept, `${api}sources/${source}/draft/${me}/${row}`);
    this.waiting = new Waiting(kept, `${api}sources/${source}/waiting/${me}/`, fresh(), () => ({ acts: this.model.queue, refused: this.acts.refusals.list }));
    this.model.queueChanged = () => this.waiting.changed();
    this.filter = new Filter(this.model, () => this.refilter());
    this.acts = new Acts(this);
    this.sender = new Sender(this.api, this.model, this.acts);
  }

  private readonly sheets: { palette?: Palette; here?: Here; side?: Side } = {}; // made when they are first wanted

  get palette(): Palette {
    return (this.sheets.palette ??= new Palette(this.host, () => this.toText()));
  }

  get here(): Here {
    return (this.sheets.here ??= new Here(this.host, this.acts.here(), () => this.toText()));
  }

  get side(): Side {
    return (this.sheets.side ??= new Side(this.host, () => this.toText()));
  }

  get version(): Id {
    return this.page.answer.version;
  }

  /** What is the same for every text first, while this one is on its way. Then the words, and what is on them. */
  async start(): Promise<void> {
    const asked = Promise.all([this.api.codings(), this.api.beside()]);
    const asking = this.api.text();
    this.furnish();
    const text = await asking;
    if (text.kind !== "done") return this.sayNotOpened();
    this.build(text.data);
    if (!(await withinAMoment(asked))) this.settle(); // one can read while the codings are still on their way
    const [codings, beside] = await asked;
    if (codings.kind !== "done" || beside.kind !== "done") return this.sayNotOpened();
    this.load(codings.data, beside.data);
    const { people, me } = this.model;
    people.set(me, people.get(me) ?? say("you"));
    this.showMarks();
    if (this.window) this.draw(0);
    else this.settle();
    if (location.hash.startsWith("#coding-")) this.goToHash();
    this.host.dataset.ready = "";
    performance.mark("reader-ready");
    requestAnimationFrame(() => setTimeout(() => {
      performance.mark("reader-painted");
      this.page.layOutAsSeen();
      this.remember();
      this.draw();
      this.map.redraw();
      this.live = new Live(this.api, () => this.model.entry, (answer) => this.told(answer), (state) => this.connected(state),
        () => this.notice("gone", say("source_gone")));
      setTimeout(() => this.live?.soon(), 800);
      sayLost(this);
      void this.waiting.takeUp((left) => this.acts.takeUp(left));
    }));
  }

  /** As of the older of the two: what came in between, the feed tells again. */
  private load(codings: CodingsAnswer & AsOf, beside: Beside & AsOf): void {
    this.model.load(codings, beside, Math.min(codings.entry, beside.entry));
  }

  /* ---------- building ---------- */

  private sayNotOpened(): void {
    const again = button(say("again"), () => location.reload());
    const notice = h("p", { class: "notice notice-care", role: "status" }, `${say("could_not_open")} `, again);
    if (this.page) return this.host.prepend(notice); // one can read
    this.host.replaceChildren(notice, this.field);
  }

  /** Bars, keys and the place for the words: bars and keys out of reach until those are there. */
  private furnish(): void {
    this.text = h("div", { class: "reader-text", role: "document", tabindex: 0 }, ...this.host.childNodes); // what says that they come
    this.field = h("div", { class: "reader-field" }, this.text);
    this.bar = new Bar({
      code: (id) => this.model.codes.get(id), key: (id) => this.keys.shown(id),
      apply: (code) => this.acts.apply({ code }), run: (id) => this.run(id),
    });
    this.player = Player.of(this);
    const commands = [...commandsOf(this), ...(this.player?.commands() ?? [])].filter(({ group, id }) => this.mayCode || group !== "code" || id === "here");
    this.keys = new Keys(commands, this.field);
    this.keys.on = false;
    this.look = new Look(this.host, () => this.relaid());
    this.tools = tools(this, this.notices);
    this.host.classList.add("reader");
    document.documentElement.classList.add("has-reader");
    this.tools.element.inert = true;
    this.host.replaceChildren(this.tools.element, this.field, this.bar.element, this.news, this.said);
    if (this.player) this.host.append(this.player.element);
    this.inks = readInks(this.host);
    this.width = this.field.clientWidth; // lays the bars out, which need not wait for the words
  }

  private build(answer: TextAnswer): void {
    this.page = new Page(answer);
    this.model.version = answer.version;
    this.text.setAttribute("aria-label", say("text", { title: answer.title }));
    this.text.replaceChildren(this.page.root);
    this.sight = new Sight(this.page, this.field);
    this.paint = new Paint(this.page);
    this.margin = new Margin(this.sight, {
      label: (coding) => this.label(coding), hue: (coding) => this.hue(coding),
      choose: (id, from) => this.choose(id, from === "label"),
      look: (id) => this.lookAt(id),
      step: (from, by) => this.stepLabel(from, by),
    });
    this.map = new Minimap(() => this.page.offsets.length, () => this.visible(), (coding) => this.hue(coding), () => this.inks,
      (point) => this.selection.reveal(point, point, "upper"));
    this.selection = new Selection(this.page, this.sight, this.host.lang || undefined, () => this.selected());
    this.handles = new Handles(this.sight, (span, done) => this.acts.dragged(span, done));
    this.field.append(this.margin.element, this.map.element, this.handles.element);
    this.player?.start();
    this.tools.element.inert = false;
    this.keys.on = true;
  }

  /** Everything that stands in the text stands there: lay it out, once, and draw what is in sight. What is near comes after. */
  private settle(): void {
    this.watch();
    this.goToKept();
    this.width = this.field.clientWidth;
    this.margin.forget();
    this.draw(0);
  }

  private watch(): void {
    addEventListener("scroll", onceAFrame(() => this.scrolled()), { passive: true });
    this.sizes.observe(this.field);
    for (const { element } of this.page.chunks) this.sizes.observe(element);
    const colours = () => {
      this.inks = readInks(this.host);
      this.relaid();
      this.map.redraw();
    };
    new MutationObserver(colours).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", colours);
    this.text.addEventListener("click", (event) => this.clicked(event));
    addEventListener("beforeprint", () => this.paintAll());
    addEventListener("afterprint", () => this.draw());
    addEventListener("pagehide", () => this.keepPlace());
    addEventListener("beforeunload", (event) => this.model.queue.length && event.preventDefault());
    addEventListener("hashchange", () => this.goToHash());
  }

  /* ---------- drawing ---------- */

  /** Draw what is near the window: words, stripes, labels. */
  draw(over = innerHeight): void {
    this.behind = false;
    this.drawing?.stop();
    for (const _ of this.steps(over)) continue;
  }

  /** In steps, each small enough for a frame. What is measured is measured before anything is changed. */
  private *steps(over: number): Generator<void> {
    const window = this.sight.between(-over, innerHeight + over);
    this.window = window;
    this.showPlace();
    const codings = this.model.shown.on(window.start, window.end).filter((one) => this.filter.shows(one));
    if (!this.look.calm) yield* this.margin.draw(codings, window, this.inks, this.chosen);
    this.handles.place();
    yield;
    this.paint.draw(codings, this.model.marks.on(window, "bystander"), window, (one) => this.hue(one));
  }

  private drawing: { stop(): void } | null = null;
  private behind = false; // somebody scrolled on while it was drawn

  /** The same, a step a frame, before it comes into sight: while scrolling, all in one frame would be felt. */
  private drawAhead(): void {
    this.behind = this.drawing !== null;
    if (this.behind) return;
    this.drawing = aStepAFrame(this.steps(innerHeight), () => {
      this.drawing = null;
      if (this.behind) this.scrolled();
    });
  }

  /** Draw only if what changed is in the window. */
  drawTouched({ codings, codes, marks }: Touched): void {
    if (codes) this.filter.refill();
    if (marks) this.showMarks();
    const { window } = this;
    let near = codes || marks;
    for (const id of codings) {
      const coding = this.model.shown.get(id);
      if (coding && this.filter.shows(coding)) this.map.add(coding);
      else this.map.redraw();
      near ||= !coding || !window || (coding.start < window.end && coding.end > window.start);
    }
    if (near) this.draw();
    this.sheets.here?.again((id) => this.model.shown.get(this.model.real(id)));
    this.tools.refreshSoon();
  }

  /** What is marked stands at its turns; the bar says anew which question is being answered. */
  private showMarks(): void {
    this.marked.show();
    this.part = -1;
    if (this.selection.span) this.selected();
  }

  label(coding: Shown): Label {
    const code = this.model.codes.get(coding.code);
    const name = code?.plain || code?.name || say("unknown_code");
    const coder = this.coder(coding.coder);
    const rule = this.model.rules.get(coding.rule);
    const how = rule?.kind === "similar" ? say("by_likeness", { sought: rule.sought }) : say("a_rule");
    const who = coding.rule ? `${coder}, ${how}` : coder;
    const sure = coding.doubtful ? `${name} (${say("doubtful")})` : name;
    const spoken = say("coding_of", { code: sure, coder: who, words: this.words(coding, 60) });
    const by = this.model.coders.size > 1 && !this.filter.coder ? coder : "";
    const { doubtful } = coding;
    return { hue: (code?.hue ?? 0) % 12, name, by, doubtful, spoken: coding.pending ? `${spoken} (${say("waiting")})` : spoken };
  }

  hue(coding: Shown): number {
    return (this.model.codes.get(coding.code)?.hue ?? 0) % 12;
  }

  coder(id: Id): string {
    return this.model.people.get(id) ?? say("unknown_coder");
  }

  /** The words of a span, shortened in the middle where they are many. */
  words(span: Span, most = 400): string {
    if (span.end - span.start <= most) return this.page.offsets.words(span);
    const half = Math.floor(most / 2);
    const head = this.page.offsets.words({ start: span.start, end: span.start + half }).replace(/\s+\S*$/, "");
    const tail = this.page.offsets.words({ start: span.end - half, end: span.end }).replace(/^\S*\s+/, "");
    return `${head} … ${tail}`;
  }

  *visible(): Iterable<Shown> {
    for (const coding of this.model.shown.all()) if (this.filter.shows(coding)) yield coding;
  }

  /** All in order; for jumping. */
  ordered(): Shown[] {
    return [...this.visible()].sort(inOrder);
  }

  relaid(): void {
    if (!this.window) return;
    this.margin.forget();
    this.draw();
  }

  /** Something may be higher or wider than it was: a chunk that came into sight, the window, a face that was loaded. */
  private resized(): void {
    if (!this.window) return;
    const width = this.field.clientWidth;
    if (width === this.width && this.sight.stillAt(this.window)) return;
    this.width = width;
    this.relaid();
  }

  private paintAll(): void {
    const whole = { start: 0, end: this.page.offsets.length };
    this.paint.draw([...this.visible()], this.model.marks.on(whole, "bystander"), whole, (one) => this.hue(one));
  }

  private scrolled(): void {
    this.behind = false;
    const { window } = this;
    if (!window) return;
    const top = this.sight.fieldTop;
    const near = innerHeight * 0.3;
    const short = window.top + top > -near && window.start > 0;
    const runsOut = window.bottom + top < innerHeight + near && window.end < this.page.offsets.length;
    if (short || runsOut) this.drawAhead();
    else this.showPlace();
  }

  private placeTimer: ReturnType<typeof setTimeout> | undefined;

  private showPlace(): void {
    const { start, end } = this.sight.between(60, innerHeight);
    this.map.show(start, end);
    this.sayWhere(this.page.partAt(start));
    clearTimeout(this.placeTimer);
    this.placeTimer = setTimeout(() => this.keepPlace(), 400);
  }

  private part = -1;

  /** Say where one is reading, if that is another turn than before. */
  private sayWhere(part: number): void {
    if (part === this.part) return;
    this.part = part;
    this.tools.where(whereOf(this, part));
  }

  private refilter(): void {
    this.draw();
    this.map.redraw();
    this.tools.refresh();
    this.announce(this.filter.sentence() || say("show_all"));
  }

  /* ---------- where one is ---------- */

  private get placeKey(): string {
    return `firsthand-reader-at:${this.model.me}:${this.host.dataset.source}`;
  }

  private keepPlace(): void {
    keepText(this.placeKey, String(this.sight.pointAtHeight(TOP))); // a number, never words
  }

  private goToKept(): void {
    const at = number(this.placeKey);
    this.page.layOutNow(Math.min(at ?? 0, this.page.offsets.length), innerHeight * 1.3);
    if (this.goToHash()) return;
    if (at) this.selection.reveal(Math.min(at, this.page.offsets.length), at, "top");
  }

  private goToHash(): boolean {
    const [, what, id] = /^#(turn-|line-|coding-|c)(.+)$/.exec(location.hash) ?? [];
    if (!what) return false;
    if (what === "c") this.selection.reveal(Number(id), Number(id), "upper");
    if (what === "coding-") this.choose(id, false);
    if (what === "turn-" || what === "line-") return this.goToTurn(Number(id));
    return true;
  }

  /** To a turn by its number, or in a text without turns to the line. */
  goToTurn(wanted: number): boolean {
    const { page } = this;
    const is = (part: Part) => (page.talk ? part.turn === wanted : page.cited(part).number <= wanted);
    const index = page.talk ? page.parts.findIndex(is) : page.parts.findLastIndex(is);
    if (index >= 0) this.goToPart(index);
    return index >= 0;
  }

  /** To a turn, or what stands between turns. */
  goToPart(index: number): void {
    const { start } = this.page.partSpan(index);
    this.selection.set(null);
    this.selection.caret = start;
    this.selection.reveal(start, start, "upper");
    this.announce(this.marked.nameOf(index));
  }

  /** The place that moving starts from: where the keys are, or what stands at the top. */
  get at(): number {
    const { caret } = this.selection;
    return caret >= 0 ? caret : this.sight.between(TOP, TOP).start;
  }

  /** To the next coding from where one is, or the one before, of those wanted. */
  jump(by: 1 | -1, wanted: (coding: Shown) => boolean = () => true, none = say("no_more_codings")): void {
    const all = this.ordered().filter(wanted);
    const chosen = all.findIndex(({ id }) => id === this.chosen);
    const from = this.selection.span?.start ?? this.selection.caret;
    const at = by > 0 ? all.findIndex(({ start }) => start > from) : all.findLastIndex(({ start }) => start < from);
    const next = chosen >= 0 ? all[chosen + by] : all[at];
    if (!next) return this.announce(none);
    this.chosen = next.id;
    this.selection.set({ start: next.start, end: next.end });
    this.draw();
    this.announce(this.label(next).spoken);
  }

  /* ---------- choosing ---------- */

  /** The focus back to the words, with the selection as it was. */
  toText(): void {
    this.text.focus({ preventScroll: true });
    this.selection.restore();
  }

  private selected(): void {
    const { span } = this.selection;
    const { resizing } = this;
    if (resizing && span) this.resizing = { id: resizing.id, span };
    this.paint.mark("chosen", span ? [span] : []);
    if (this.resizing) {
      const coding = this.model.shown.get(this.resizing.id);
      this.handles.show(this.resizing.span);
      const sentence = say("resizing", { code: coding ? this.label(coding).name : "" });
      this.bar.resizing(this.words(this.resizing.span, 160), sentence);
    } else if (span && this.mayCode) {
      const words = this.words(span, 20_000);
      this.bar.show(this.words(span, 160), words.split(/\s+/).length, this.recent, this.acts.on(span).length > 0,
        { asked: this.model.marks.questions.length > 0, bystander: !!bystanderAround(this, span) });
    } else {
      this.bar.hide();
    }
  }

  reselected(): void {
    this.selected();
  }

  /** Choose a coding: its words, and the list of what is there. */
  choose(id: Id, focus: boolean): void {
    const coding = this.model.shown.get(this.model.real(id));
    if (!coding) return;
    this.chosen = coding.id;
    this.selection.set({ start: coding.start, end: coding.end });
    this.draw();
    const others = this.acts.on(coding).filter((one) => one.id !== coding.id);
    if (focus || !choseInPanel(this.host)) this.here.show([coding, ...others], this.beside(coding), focus);
  }

  lookAt(id: Id | null): void {
    const coding = id ? this.model.shown.get(this.model.real(id)) : undefined;
    this.paint.mark("looked-at", coding ? [coding] : []);
  }

  /** For placing something beside words. */
  beside(span: Span): Anchor {
    return {
      getBoundingClientRect: () => {
        const first = this.sight.edge(span.start, "start");
        const last = this.sight.edge(span.end, "end");
        if (!first || !last) return this.text.getBoundingClientRect();
        const top = Math.max(60, Math.min(first.top, innerHeight - 200));
        const bottom = Math.max(top, Math.min(last.bottom, innerHeight - 60));
        const column = this.text.getBoundingClientRect();
        return new DOMRect(column.left, top, column.width, bottom - top); // beside the column, so that no words are covered
      },
    };
  }

  private clicked(event: MouseEvent): void {
    if (!getSelection()?.isCollapsed || this.resizing) return;
    const point = this.sight.pointAt(event.clientX, event.clientY, "start");
    if (point === null) return;
    this.selection.caret = point;
    if (bystanderAround(this, { start: point, end: point + 1 })) this.announce(say("bystander_here"));
    const there = this.acts.on({ start: point, end: point + 1 });
    if (!there.length) return this.sheets.here?.close();
    this.chosen = there[0].id;
    this.draw();
    this.here.show(there, this.beside({ start: point, end: point + 1 }), false);
  }

  private stepLabel(from: Id, by: 1 | -1): void {
    const { inSight } = this.margin;
    const index = inSight.findIndex(({ id }) => id === from);
    const next = inSight[index + by] ?? this.beyond(inSight[index], by);
    if (!next) return this.announce(say("no_more_codings"));
    this.selection.reveal(next.start);
    this.draw();
    this.margin.focus(next.id);
  }

  private beyond(from: Shown | undefined, by: 1 | -1): Shown | undefined {
    const all = this.ordered();
    return from && all[all.indexOf(from) + by];
  }

  focusMargin(): void {
    const first = this.margin.inSight[0];
    const near = this.chosen && this.margin.focus(this.chosen);
    if (!near && (!first || !this.margin.focus(first.id))) this.announce(say("no_coding_here"));
  }

  openMenu(menu: "filter" | "go"): void {
    this.tools.open(menu);
  }

  /** A button that takes a notice away. */
  dismiss(name: string): HTMLButtonElement {
    return button(say("close_panel"), () => this.notice(name, ""));
  }

  run(command: string): void {
    if (command === "keep") return this.acts.keepSize();
    this.keys.commands.find(({ id }) => id === command)?.run();
  }

  /* ---------- saying ---------- */

  /** Said to a screen reader, and shown for a while. */
  announce(sentence: string): void {
    this.said.textContent = sentence;
    this.showNews(sentence);
  }

  private newsTimer: ReturnType<typeof setTimeout> | undefined;

  private showNews(sentence: string): void {
    this.news.textContent = sentence;
    clearTimeout(this.newsTimer);
    this.newsTimer = setTimeout(() => (this.news.textContent = ""), 6000);
  }

  notice(name: string, sentence: string, ...more: Node[]): void {
    this.notices.querySelector(`[data-notice=${name}]`)?.remove();
    if (!sentence) return;
    this.notices.append(h("div", { class: "notice notice-care reader-notice", role: "status", "data-notice": name }, h("p", {}, sentence), ...more));
  }

  /* ---------- with others ---------- */

  private told(answer: FeedAnswer): void {
    if (answer.version !== this.version) return this.sayChanged(answer.version); // places are of another text now
    const touched = this.model.feed(answer);
    this.drawTouched(touched);
    this.tools.people(answer.here.filter(({ id }) => id !== this.model.me));
    const others = answer.sentences.filter(({ by }) => by !== this.model.me && by !== this.coder(this.model.me));
    const latest = others.at(-1);
    if (latest && !this.look.calm) this.showNews(latest.sentence);
  }

  /** Several things may notice that the connection is gone or back; it is said once. */
  connected(state: "fine" | "lost" | "away", sent = false): void {
    const was = this.connection;
    if (was === "away" && state === "fine" && this.model.queue.length && !sent) return; // until what waits is taken
    this.connection = state;
    this.tools.waiting(this.model.queue.length);
    if (state === was) return;
    if (state === "lost") this.notice("connection", say("offline"));
    if (state === "away") this.notice("connection", say("away"));
    if (state !== "fine") return;
    this.notice("connection", "");
    const waiting = this.model.queue.length;
    this.announce(waiting ? `${say("back")} ${sayCount("queued", waiting)}` : say("back"));
    this.sender.go();
  }

  sayChanged(version: Id): void {
    if (this.newVersion === version) return;
    this.newVersion = version;
    this.notice("changed", say("changed"), button(say("open_new"), () => void this.openNew(), { class: "button" }));
  }

  /** Open the text as it is now, at the same place, and say which codings moved. */
  async openNew(): Promise<void> {
    const before = new Map([...this.model.shown.all()].map((one) => [one.id, one]));
    const [text, codings, beside] = await Promise.all([this.api.text(), this.api.codings(), this.api.beside()]);
    if (text.kind !== "done" || codings.kind !== "done" || beside.kind !== "done") return this.announce(say("not_done"));
    const at = this.page.offsets.unit(this.sight.pointAtHeight(TOP));
    const found = nearest(text.data.words, this.page.answer.words.slice(at, at + 60), at);
    this.load(codings.data, beside.data);
    this.replaceText(text.data, found);
    const moved = [...this.model.shown.all()].filter(({ id, start, end }) => {
      const was = before.get(id);
      return was && (was.start !== start || was.end !== end);
    });
    const lost = [...before.keys()].filter((id) => !this.model.shown.get(id)).length;
    this.paint.mark("moved", moved.slice(0, 500));
    this.newVersion = null;
    const placed = this.acts.doAgain(this.acts.refusals.take((act) => isOfAnother(act, this.version)));
    const sentence = [
      moved.length ? sayCount("moved", moved.length) : say("nothing_moved"), lost ? sayCount("lost", lost) : "",
      placed ? sayCount("placed_again", placed) : "",
    ].filter(Boolean).join(" ");
    this.notice("changed", "");
    sayLost(this);
    this.announce(sentence);
    this.notice("moved", sentence, button(say("close_panel"), () => {
      this.notice("moved", "");
      this.paint.mark("moved", []);
    }));
  }

  private replaceText(answer: TextAnswer, at: number): void {
    this.selection.set(null);
    this.paint.wipe();
    const page = new Page(answer);
    this.model.version = answer.version;
    this.page.root.replaceWith(page.root);
    this.page.become(page); // whoever looks at the page sees the new one
    for (const { element } of page.chunks) this.sizes.observe(element);
    this.player?.dress();
    this.marked.forget();
    this.showMarks();
    this.relaid();
    const point = this.page.offsets.point(Math.min(at, answer.words.length));
    this.selection.reveal(point, point, "top");
    this.map.redraw();
  }

  private remember(): void {
    const mine = [...this.model.shown.all()].filter(({ coder }) => coder === this.model.me)
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    for (const { code } of mine.slice(-60)) if (this.model.codes.has(code)) this.recent.use(code);
  }
}

/** Where `words` stand in a text, as near as possible to where they stood; the old place where they are gone. */
function nearest(text: string, words: string, place: number): number {
  const after = text.indexOf(words, place);
  const before = text.lastIndexOf(words, place);
  if (after < 0 || before < 0) return Math.max(after, before) < 0 ? place : Math.max(after, before);
  return after - place < place - before ? after : before;
}
