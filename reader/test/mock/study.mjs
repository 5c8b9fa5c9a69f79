// One study in memory that behaves as the program does: numbered entries, acts that happen once, joins, undo, feed.
// Used by the mock server and, as it is, by the unit tests in the browser.

const copy = (value) => JSON.parse(JSON.stringify(value));

export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
    this.sentence = sentence;
  }
}

export class MockStudy {
  constructor({ text, codes = [], codings = [], people = [], questions = [] }) {
    this.text = text;
    this.codes = new Map(codes.map((code) => [code.id, code]));
    this.codings = new Map(codings.map((coding) => [coding.id, coding]));
    this.people = new Map(people.map(({ id, name }) => [id, name]));
    this.marks = new Map(); // id → {what, label, start, end}
    this.questions = questions; // [label, words]
    this.memos = new Map();
    this.rules = [];
    this.entries = []; // {number, by, sentence, before, after, kind, beside: {codes, memos, rules}: ids, and whether}
    this.acts = new Map(); // act_id → answer
    this.seen = new Map(); // member → time
    this.made = 0;
    this.entry0 = 100;
    this.sight = "all"; // what who asks may see: another word, and all is to be asked for anew
  }

  get entry() {
    return this.entry0 + this.entries.length;
  }

  id(kind) {
    return `${kind}-${++this.made}`;
  }

  codingsAnswer() {
    const [codes, coders] = [[...this.codes.keys()], [...this.people.keys()]];
    const rows = [...this.codings.values()].map((one) =>
      [one.id, codes.indexOf(one.code), coders.indexOf(one.coder), one.start, one.end, one.standpoint, one.stance, one.at, one.rule ?? 0, 0]);
    return { version: this.text.version, codes, coders, codings: rows };
  }

  beside() {
    const coders = [...this.people].map(([id, name]) => ({ id, name }));
    return copy({ codes: [...this.codes.values()], coders, memos: [...this.memos.values()], rules: [...this.rules], lost: [] });
  }

  marksAnswer() {
    const of = (kind) => [...this.marks].filter(([, { what }]) => what === kind);
    const answers = of("answer").map(([id, { start, end, label }]) => [id, start, end, label, 0]);
    const bystanders = of("bystander").map(([id, { start, end }]) => [id, start, end]);
    return copy({ ...(this.questions.length && { questions: this.questions }), ...(answers.length && { answers }), ...(bystanders.length && { bystanders }) });
  }

  /** Each act happens once, whatever the network does. */
  once(by, act_id, work) {
    if (!act_id) throw new Refused(400, "An act needs its act_id.");
    const done = this.acts.get(act_id);
    if (done) return copy(done);
    this.sending = act_id;
    const answer = work();
    this.acts.set(act_id, copy(answer));
    return copy(answer);
  }

  apply(by, body) {
    return this.once(by, body.act_id, () => {
      if (body.version !== this.text.version) throw new Refused(409, "The text has changed since you opened it.");
      const were = new Set(this.codes.keys());
      const made = body.path ? this.codeOf(body.path) : null;
      const code = made ?? this.codes.get(body.code);
      if (!code) throw new Refused(400, "That code is gone.");
      if (!(body.start < body.end) || body.end > [...this.text.words].length) throw new Refused(400, "A stretch starts before it ends.");
      const met = [...this.codings.values()].filter((one) =>
        one.code === code.id && one.coder === by && one.start < body.end && body.start < one.end).sort((a, b) => a.start - b.start);
      const start = Math.min(body.start, ...met.map((one) => one.start));
      const end = Math.max(body.end, ...met.map((one) => one.end));
      const coding = met.length
        ? { ...met[0], start, end }
        : { id: this.id("coding"), code: code.id, coder: by, start, end, standpoint: body.standpoint ?? "", stance: body.stance ?? "",
            at: new Date(0).toISOString(), rule: 0, doubtful: false, version: this.text.version };
      const removed = met.slice(1).map((one) => one.id);
      this.record(by, `${this.people.get(by)} applied ${code.plain}.`, [[coding.id, coding], ...removed.map((id) => [id, null])], { codes: this.madeSince(were) });
      return { entry: this.entry, coding, removed, ...(made && { code: made }) };
    });
  }

  change(by, id, body) {
    return this.once(by, body.act_id, () => {
      const coding = this.codings.get(id);
      if (!coding) throw new Refused(404, "That coding is gone.");
      const { act_id: _, version, ...patch } = body;
      if (patch.start !== undefined && version !== this.text.version) throw new Refused(409, "The text has changed since you opened it.");
      const after = { ...coding, ...patch };
      const twin = [...this.codings.values()].some((one) => one.id !== id && one.code === after.code && one.coder === after.coder &&
        one.start < after.end && after.start < one.end);
      if (twin) throw new Refused(400, "The same code is on some of these words already.");
      this.record(by, `${this.people.get(by)} changed a coding.`, [[id, after]]);
      return { entry: this.entry, coding: after };
    });
  }

  remove(by, id, body) {
    return this.once(by, body.act_id, () => {
      if (!this.codings.has(id)) throw new Refused(404, "That coding is gone.");
      this.record(by, `${this.people.get(by)} removed a coding.`, [[id, null]]);
      return { entry: this.entry };
    });
  }

  mark(by, what, body) {
    return this.once(by, body.act_id, () => {
      if (body.version !== this.text.version) throw new Refused(409, "The text has changed since you opened it.");
      const label = body.question ?? "";
      if (what === "answer" && !this.questions.some(([one]) => one === label)) throw new Refused(404, `The guide has no question “${label}”.`);
      const met = [...this.marks].filter(([, one]) => one.what === what && one.label === label && one.start <= body.end && body.start <= one.end);
      const id = met[0]?.[0] ?? this.id("mark");
      const start = Math.min(body.start, ...met.map(([, one]) => one.start));
      const end = Math.max(body.end, ...met.map(([, one]) => one.end));
      this.record(by, `${this.people.get(by)} marked words.`, [[id, { what, label, start, end }], ...met.slice(1).map(([other]) => [other, null])]);
      return { entry: this.entry, mark: { id, start, end } };
    });
  }

  unmark(by, id, body) {
    return this.once(by, body.act_id, () => {
      if (!this.marks.has(id)) throw new Refused(404, "There is no such mark in this study.");
      this.record(by, `${this.people.get(by)} took a mark off.`, [[id, null]]);
      return { entry: this.entry };
    });
  }

  /** Only whole words, wherever they stand. */
  look({ sought, code }, source) {
    const words = [...this.text.words];
    const rows = [...this.text.words.matchAll(new RegExp(`\\b${sought}\\b`, "gi"))].map(({ 0: found, index }) => {
      const start = [...this.text.words.slice(0, index)].length;
      const end = start + [...found].length;
      const there = [...this.codings.values()].some((one) => one.code === code && one.start <= start && one.end >= end);
      return { source, version: this.text.version, title: this.text.title, place: "turn 1", said_by: ["Marigold"], start, end,
        before: words.slice(Math.max(0, start - 60), start).join(""), words: found, after: words.slice(end, end + 60).join(""), there };
    });
    return { total: rows.length, rows };
  }

  autocode(by, body) {
    return this.once(by, body.act_id, () => {
      const were = new Set(this.codes.keys());
      const code = body.path ? this.codeOf(body.path) : this.codes.get(body.code);
      const number = this.rules.length + 1;
      this.rules.push({ number, kind: body.kind, reach: body.reach, sought: body.sought });
      const changes = body.accepted.map(({ start, end }) => {
        const id = this.id("coding");
        return [id, { id, code: code.id, coder: by, start, end, standpoint: "", stance: "", at: new Date(0).toISOString(), rule: number, doubtful: false, version: this.text.version }];
      });
      this.record(by, `${this.people.get(by)} coded by a rule.`, changes, { codes: this.madeSince(were), rules: true });
      return { entry: this.entry };
    });
  }

  memo(by, body) {
    return this.once(by, body.act_id, () => {
      const memo = { id: this.id("memo"), kind: body.kind, title: body.title, body: body.body, about: body.about, version: 1, author: this.people.get(by), at: new Date(this.made * 1000).toISOString() };
      this.memos.set(memo.id, memo);
      this.record(by, `${this.people.get(by)} wrote a memo.`, [], { memos: [memo.id] });
      return { entry: this.entry, memo };
    });
  }

  changeMemo(by, id, body) {
    return this.once(by, body.act_id, () => {
      const memo = this.memos.get(id);
      if (memo.version !== body.version) throw new Refused(409, "Somebody changed this memo while you were writing.");
      const { kind, title, body: words } = body;
      this.memos.set(id, { ...memo, kind, title, body: words, about: [...memo.about, ...body.about], version: memo.version + 1 });
      this.record(by, `${this.people.get(by)} changed a memo.`, [], { memos: [id] });
      return { entry: this.entry, memo: this.memos.get(id) };
    });
  }

  things() {
    return { things: [{ table: "sources.source", row: "s-2", called: "Visit at the gate" }, { table: "people.participant", row: "p-1", called: "Marigold" },
      { table: "themes.claim", row: "cl-1", called: "Trust comes by being there again." }] };
  }

  excerpts(code, source) {
    const words = [...this.text.words];
    const here = [...this.codings.values()].filter((one) => one.code === code).sort((a, b) => a.start - b.start);
    const excerpts = here.map((one) => ({ coding: one.id, source, title: this.text.title, place: "turn 1", said_by: ["Marigold"], coder: one.coder,
      words: words.slice(one.start, one.end).join("") }));
    excerpts.push({ coding: "far", source: "s-2", title: "Visit at the gate", place: "line 4", said_by: [], coder: "m-rea", words: "She waited with him at the gate." });
    return { total: excerpts.length, excerpts };
  }

  undo(by, body) {
    return this.once(by, body.act_id, () => {
      const mine = this.entries.filter((one) => one.by === by && one.kind === "act" && !one.undone && this.isMeant(one, body.of));
      return this.reverse(by, mine.at(-1), "undo");
    });
  }

  redo(by, body) {
    return this.once(by, body.act_id, () => {
      const last = this.entries.filter((one) => one.by === by).at(-1);
      if (!last || last.kind === "act") throw new Refused(409, "Nothing to redo.");
      const mine = this.entries.filter((one) => one.by === by && one.kind === "act" && one.undone && this.isMeant(one, body.of));
      return this.reverse(by, mine.sort((a, b) => a.undone - b.undone).at(-1), "redo");
    });
  }

  /** Whether an act was sent, taken back or done again under an id. */
  isMeant(entry, of) {
    return !of || this.entries.some((one) => one.sent === of && (one === entry || one.target === entry));
  }

  reverse(by, entry, kind) {
    if (!entry) throw new Refused(409, kind === "undo" ? "Nothing of yours to undo." : "Nothing to redo.");
    const to = kind === "undo" ? entry.before : entry.after;
    const from = kind === "undo" ? entry.after : entry.before;
    for (const [id, was] of from) {
      if (JSON.stringify(this.rowsOf(id).get(id) ?? null) !== JSON.stringify(was)) throw new Refused(409, "It has been changed since.");
    }
    const sentence = kind === "undo" ? `Undone: ${entry.sentence}` : `Done again: ${entry.sentence}`;
    this.record(by, sentence, to, {}, kind);
    this.entries.at(-1).target = entry;
    entry.undone = kind === "undo" ? this.entry : 0;
    return { entry: this.entry, sentence };
  }

  /** A sign of what is seen up to an entry. */
  sign(entry = this.entry) {
    return `${this.sight}${entry}`;
  }

  feed(since, me, now = Date.now(), seen = "") {
    if (me) this.seen.set(me, now);
    const fresh = this.entries.slice(Math.max(0, since - this.entry0));
    const ids = new Set(fresh.flatMap(({ after }) => after.map(([id]) => id)));
    const marked = [...ids].some((id) => this.rowsOf(id) === this.marks);
    const touched = [...ids].filter((id) => this.rowsOf(id) === this.codings);
    const here = [...this.seen].filter(([, at]) => now - at < 5000).map(([id]) => ({ id, name: this.people.get(id) ?? id }));
    return copy({
      entry: this.entry, seen: this.sign(), anew: !!seen && seen !== this.sign(since), version: this.text.version, here,
      changed: touched.filter((id) => this.codings.has(id)).map((id) => this.codings.get(id)),
      removed: touched.filter((id) => !this.codings.has(id)),
      sentences: fresh.map(({ number, by, sentence }) => ({ number, by, sentence })),
      ...this.besideSince(fresh.map(({ beside }) => beside)),
      ...(marked && { marks: this.marksAnswer() }),
    });
  }

  /** Of codes and memos those that are another, and those that went; the rules whole. */
  besideSince(touched) {
    const of = (kind) => [...new Set(touched.flatMap((one) => one[kind] ?? []))];
    const [codes, memos] = [of("codes"), of("memos")];
    const told = [...this.codes.values()].filter(({ id }) => codes.includes(id)).map((code) => ({ ...code, after: this.before(code) }));
    return {
      ...(codes.length && { codes_changed: told, codes_gone: codes.filter((id) => !this.codes.has(id)) }),
      ...(memos.length && { memos_changed: memos.map((id) => this.memos.get(id)), memos_gone: [] }),
      ...(touched.some(({ rules }) => rules) && { rules: this.rules }),
    };
  }

  /** The code before this one under the same one. */
  before(code) {
    const beside = [...this.codes.values()].filter(({ parent }) => parent === code.parent).map(({ id }) => id);
    return beside[beside.indexOf(code.id) - 1] ?? null;
  }

  madeSince(were) {
    return [...this.codes.keys()].filter((id) => !were.has(id));
  }

  marksSummary() {
    return [...this.marks].map(([id, { what, label, start, end }]) => [id, what, label, start, end].join(" ")).sort().join("\n");
  }

  summary() {
    return [...this.codings.values()].map(({ id, code, coder, start, end }) => [id, code, coder, start, end].join(" ")).sort().join("\n");
  }

  rowsOf(id) {
    return id.startsWith("mark-") ? this.marks : this.codings;
  }

  codeOf(path) {
    const same = [...this.codes.values()].find((code) => code.path.join("\n") === path.join("\n"));
    if (same) return same;
    const parent = path.length > 1 ? this.codeOf(path.slice(0, -1)) : null;
    const name = path.at(-1);
    const code = { id: this.id("code"), parent: parent?.id ?? null, path, name, plain: name, handle: "", definition: "", when: "", when_not: "",
      example: "", hue: this.codes.size % 12 };
    this.codes.set(code.id, code);
    return code;
  }

  record(by, sentence, changes, beside = {}, kind = "act") {
    const before = changes.map(([id]) => [id, copy(this.rowsOf(id).get(id) ?? null)]);
    for (const [id, after] of changes) {
      if (after) this.rowsOf(id).set(id, copy(after));
      else this.rowsOf(id).delete(id);
    }
    this.entries.push({ number: this.entry + 1, by, sentence, before, after: copy(changes), kind, beside, sent: this.sending });
  }
}
