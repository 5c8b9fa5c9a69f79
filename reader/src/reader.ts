/** The reader: puts the parts together. What is drawn follows from the model; nothing is read back from the page. */

import { Acts, fresh } from "./acts.ts";
import { Api, type AsOf, Sender } from "./api.ts";
import { Bar } from "./bar.ts";
import { Changed } from "./changed.ts";
import { Choosing } from "./choosing.ts";
import { commandsOf } from "./commands.ts";
import { aStepAFrame, button, h, onceAFrame } from "./dom.ts";
import { Filter } from "./filter.ts";
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
import { Recent } from "./matching.ts";
import { Memos } from "./memos.ts";
import { Minimap } from "./minimap.ts";
import { Model, type Shown, type Touched } from "./model.ts";
import { Paint } from "./paint.ts";
import { Palette } from "./palette.ts";
import { Place } from "./place.ts";
import { Player } from "./player.ts";
import { Page } from "./render.ts";
import { type Inks, readInks } from "./rhythm.ts";
import { inOrder } from "./segments.ts";
import { Saying } from "./saying.ts";
import { Selection } from "./selection.ts";
import { Side } from "./side.ts";
import { Sight, type Stretch } from "./sight.ts";
import { tools, type Tools } from "./tools.ts";
import type { Beside, CodingsAnswer, FeedAnswer, Id, Span, TextAnswer } from "./types.ts";
import { Drafts, Waiting } from "./waiting.ts";
import { say, sayCount } from "./words.ts";

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
  readonly saying = new Saying();
  readonly choosing = new Choosing(this);
  readonly place = new Place(this, (part) => this.tools.where(whereOf(this, part)));
  readonly changed = new Changed(this);
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
  paint!: Paint;
  margin!: Margin;
  text!: HTMLElement;
  field!: HTMLElement;
  live: Live | undefined;
  player: Player | undefined; // where the source has a recording
  chosen: Id | null = null;
  resizing: { id: Id; span: Span } | null = null;

  private tools!: Tools;
  private map!: Minimap;
  private inks!: Inks;
  private window: Stretch | null = null;
  private connection: "fine" | "lost" | "away" = "fine";
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

  readonly sheets: { palette?: Palette; here?: Here; side?: Side } = {}; // made when they are first wanted

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
    if (location.hash.startsWith("#coding-")) this.place.goToHash();
    this.host.dataset.ready = "";
    performance.mark("reader-ready");
    requestAnimationFrame(() => setTimeout(() => {
      performance.mark("reader-painted");
      this.page.layOutAsSeen();
      this.remember();
      this.draw();
      this.map.redraw();
      this.live = new Live(this.api, () => this.model, (answer, since) => this.told(answer, since), (state) => this.connected(state),
        () => this.notice("gone", say("source_gone")));
      setTimeout(() => this.live?.soon(), 800);
      sayLost(this);
      void this.waiting.takeUp((left) => this.acts.takeUp(left));
    }));
  }

  /** As of the older of the two: what came in between, the feed tells again. */
  load(codings: CodingsAnswer & AsOf, beside: Beside & AsOf): void {
    const { entry, seen } = codings.entry <= beside.entry ? codings : beside;
    const apart = codings.entry === beside.entry && codings.seen !== beside.seen; // then the feed says: anew
    this.model.load(codings, beside, entry, apart ? "apart" : seen);
  }

  private loading = false;

  /** A blind round began or ended, or somebody keeps their words from who reads: what stands on this text is another. */
  private async loadAnew(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    const [codings, beside] = await Promise.all([this.api.codings(), this.api.beside()]);
    this.loading = false;
    if (codings.kind !== "done" || beside.kind !== "done" || codings.data.version !== this.version) return; // the feed says it again
    this.load(codings.data, beside.data);
    this.map.redraw();
    this.drawTouched({ codings: new Set(), codes: true, memos: true, marks: true });
    sayLost(this);
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
    this.tools = tools(this, this.saying.notices);
    this.host.classList.add("reader");
    document.documentElement.classList.add("has-reader");
    this.tools.element.inert = true;
    this.host.replaceChildren(this.tools.element, this.field, this.bar.element, this.saying.news, this.saying.said);
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
      choose: (id, from) => this.choosing.choose(id, from === "label"),
      look: (id) => this.choosing.lookAt(id),
      step: (from, by) => this.choosing.stepLabel(from, by),
    });
    this.map = new Minimap(() => this.page.offsets.length, () => this.visible(), (coding) => this.hue(coding), () => this.inks,
      (point) => this.selection.reveal(point, point, "upper"));
    this.selection = new Selection(this.page, this.sight, this.host.lang || undefined, () => this.choosing.selected());
    this.handles = new Handles(this.sight, (span, done) => this.acts.dragged(span, done));
    this.field.append(this.margin.element, this.map.element, this.handles.element);
    this.player?.start();
    this.tools.element.inert = false;
    this.keys.on = true;
  }

  /** Everything that stands in the text stands there: lay it out, once, and draw what is in sight. What is near comes after. */
  private settle(): void {
    this.watch();
    this.place.goToKept();
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
    this.text.addEventListener("click", (event) => this.choosing.clicked(event));
    addEventListener("beforeprint", () => this.paintAll());
    addEventListener("afterprint", () => this.draw());
    addEventListener("pagehide", () => this.place.keep());
    addEventListener("beforeunload", (event) => this.model.queue.length && event.preventDefault());
    addEventListener("hashchange", () => this.place.goToHash());
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
    this.place.sayAnew();
    if (this.selection.span) this.choosing.selected();
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

  private showPlace(): void {
    const { start, end } = this.sight.between(60, innerHeight);
    this.map.show(start, end);
    this.place.stands(start);
  }

  private refilter(): void {
    this.draw();
    this.map.redraw();
    this.tools.refresh();
    this.announce(this.filter.sentence() || say("show_all"));
  }

  /** The focus back to the words, with the selection as it was. */
  toText(): void {
    this.text.focus({ preventScroll: true });
    this.selection.restore();
  }

  openMenu(menu: "filter" | "go"): void {
    this.tools.open(menu);
  }

  run(command: string): void {
    if (command === "keep") return this.acts.keepSize();
    this.keys.commands.find(({ id }) => id === command)?.run();
  }

  /* ---------- saying ---------- */

  announce(sentence: string): void {
    this.saying.announce(sentence);
  }

  notice(name: string, sentence: string, ...more: Node[]): void {
    this.saying.notice(name, sentence, ...more);
  }

  /** A button that takes a notice away. */
  dismiss(name: string): HTMLButtonElement {
    return button(say("close_panel"), () => this.notice(name, ""));
  }

  /* ---------- with others ---------- */

  private told(answer: FeedAnswer, since: number): void {
    if (answer.version !== this.version) return this.changed.say(answer.version); // places are of another text now
    if (this.model.isOutdated(answer, since)) return void this.loadAnew();
    const touched = this.model.feed(answer);
    this.drawTouched(touched);
    this.tools.people(answer.here.filter(({ id }) => id !== this.model.me));
    const others = answer.sentences.filter(({ by }) => by !== this.model.me && by !== this.coder(this.model.me));
    const latest = others.at(-1);
    if (latest && !this.look.calm) this.saying.show(latest.sentence);
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

  /** Another wording of the text in its place, with what stands there as near as it can be. */
  replaceText(answer: TextAnswer, at: number): void {
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
