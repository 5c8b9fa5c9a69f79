/** Memos beside the text: writing one, reading those that are here, changing them. */

import { idsByContent } from "./acts.ts";
import { button, h } from "./dom.ts";
import { type Draft, type Kept, memoForm, type MemoWanted } from "./memo.ts";
import type { Shown } from "./model.ts";
import type { Reader } from "./reader.ts";
import type { About, Memo, Thing } from "./types.ts";
import { type Key, say } from "./words.ts";

export class Memos {
  private fetched: Promise<Thing[]> | null = null;

  constructor(private readonly reader: Reader) {}

  /** Write about a coding, or else about the whole text. */
  write(coding: Shown | undefined): void {
    const { reader } = this;
    const about: About = coding ? { table: "coding.coding", row: coding.id } : { table: "sources.source", row: reader.host.dataset.source! };
    this.writeAbout(about, coding);
  }

  /** Write a memo once more that was not taken. What it was about may be gone: then it is about the text. */
  again({ kind, title, body, about }: Pick<Memo, "kind" | "title" | "body" | "about">): void {
    const coding = about.map(({ row }) => this.reader.model.shown.get(row)).find((one) => one !== undefined);
    const to: About = coding ? { table: "coding.coding", row: coding.id } : { table: "sources.source", row: this.reader.host.dataset.source! };
    this.writeAbout(to, coding, { kind, title, body, version: 0, links: [] });
  }

  private writeAbout(about: About, coding?: Shown, draft?: Draft): void {
    const { reader } = this;
    const aboutWords = coding ? `${reader.label(coding).name}: ${say("about_words", { words: reader.words(coding, 160) })}` : say("about_text");
    const keep = async (memo: Kept) => {
      reader.acts.write(memo);
      reader.announce(say("memo_kept"));
      return null;
    };
    this.show(say("memo_new"), about, aboutWords, undefined, { keep, leave: () => reader.side.close() }, draft);
  }

  /** Change one that is there. Where somebody else did so meanwhile, both are shown. */
  change(memo: Memo): void {
    const { reader } = this;
    const ids = idsByContent();
    this.show(say("memo_change"), { table: "memos.memo", row: memo.id }, "", memo, { keep: async (changed) => {
      const answer = await reader.api.changeMemo(memo.id, { act_id: ids(changed), ...changed });
      if (answer.kind === "done") {
        reader.drawTouched(reader.model.takeMemo(answer.data.memo!, answer.data.entry));
        reader.side.close();
        reader.announce(say("memo_kept"));
        return null;
      }
      if (answer.kind !== "refused") return { sentence: say("rule_not_reached") };
      return { sentence: answer.sentence, theirs: answer.status === 409 ? await this.asItIs(memo) : undefined };
    } });
  }

  /** The memos about this text and its codings, the newest first. */
  list(): void {
    const { reader } = this;
    const memos = [...reader.model.memos.values()].sort((a, b) => (a.at < b.at ? 1 : -1));
    const rows = memos.map((memo) => this.row(memo));
    reader.side.show("memos", say("memos_here"), rows.length ? [h("ul", { class: "lines" }, ...rows)] : [h("p", {}, say("no_memos_here"))], undefined, true);
  }

  /** To the next coding, or the one before, that has a memo. */
  jump(by: 1 | -1): void {
    const { reader } = this;
    const noted = new Set([...reader.model.memos.values()].flatMap(({ about }) => about.map(({ row }) => row)));
    reader.place.jump(by, ({ id }) => noted.has(id), say("no_more_memos"));
  }

  private row(memo: Memo): HTMLLIElement {
    const { reader } = this;
    const coding = memo.about.map(({ row }) => reader.model.shown.get(row)).find((one) => one !== undefined);
    const acts = [
      coding && button(say("memo_to_words"), () => reader.choosing.choose(coding.id, false)),
      reader.mayCode && button(say("memo_change"), () => this.change(memo)),
    ];
    return h("li", {},
      h("p", {}, h("strong", {}, memo.title)), h("p", { class: "small soft" }, [say(`memo_${memo.kind}` as Key), say("by", { coder: memo.author })].join(" · ")),
      coding ? h("p", { class: "reader-here-words", dir: "auto" }, `${reader.label(coding).name}: ${reader.words(coding, 120)}`) : null,
      h("p", { class: "reader-memo-body", dir: "auto" }, memo.body), h("div", { class: "reader-acts" }, ...acts));
  }

  private show(title: string, about: About, aboutWords: string, memo: Memo | undefined, keeping: Pick<MemoWanted, "keep" | "leave">, again?: Draft): void {
    const { reader } = this;
    reader.here.close();
    const place = reader.draftOf(about.row);
    const { content, focus } = memoForm({
      about, aboutWords, memo, things: this.things(), draft: again ? Promise.resolve(again) : (place.read() as Promise<Draft | null>), written: (draft) => place.write(draft), ...keeping,
    });
    reader.side.show("memo", title, content, focus);
  }

  private async asItIs(memo: Memo): Promise<Memo | undefined> {
    const beside = await this.reader.api.beside();
    return beside.kind === "done" ? beside.data.memos.find(({ id }) => id === memo.id) : undefined;
  }

  /** Everything that can be linked: what is here, and what the program knows by name. */
  private async things(): Promise<Thing[]> {
    const { reader } = this;
    this.fetched ??= reader.api.things().then((answer) => {
      if (answer.kind !== "done") this.fetched = null;
      return answer.kind === "done" ? answer.data.things : [];
    });
    const codes = reader.model.tree().map((code): Thing => ({ table: "codebook.code", row: code.id, called: code.plain || code.name, hue: code.hue % 12 }));
    const named = await this.fetched;
    const codings = reader.ordered().filter(({ pending }) => !pending).map((one): Thing => ({
      table: "coding.coding", row: one.id, called: `${reader.label(one).name}: ${reader.words(one, 40)}`, hue: reader.hue(one),
    }));
    return [...codes, ...named, ...codings];
  }
}
