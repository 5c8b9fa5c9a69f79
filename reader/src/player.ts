/** The recording, played in step with the words: the turn that is said is marked, and any turn plays from its time. */

import { button, h } from "./dom.ts";
import type { Command } from "./keys.ts";
import { Playbar, ticked } from "./playbar.ts";
import type { Reader } from "./reader.ts";
import { editing } from "./selection.ts";
import { type Recording, Sound } from "./sound.ts";
import { clock } from "./structure.ts";
import { Clock, type Known, stampsIn } from "./times.ts";
import type { Span } from "./types.ts";
import { say } from "./words.ts";

export class Player {
  readonly element: HTMLElement;
  private readonly sound: Sound;
  private readonly bar: Playbar;
  private readonly follow: { element: HTMLElement; tick(on: boolean): void };
  private clock = new Clock([]);
  private marked: HTMLElement | null = null;

  /** The player of a reader whose source has a recording. */
  static of(reader: Reader): Player | undefined {
    const { recordings } = reader.host.dataset;
    return recordings ? new Player(reader, JSON.parse(recordings) as Recording[]) : undefined;
  }

  private constructor(private readonly reader: Reader, private readonly recordings: Recording[]) {
    this.sound = new Sound(reader.model.me);
    this.follow = ticked("follow", this.sound.habits.follow, (on) => this.sound.set({ follow: on }));
    this.bar = new Playbar(this.sound, recordings, this.follow.element);
    this.element = h("div", { class: "reader-player", role: "region", "aria-label": say("recording") }, this.bar.element);
    new ResizeObserver(() => reader.host.style.setProperty("--reader-foot", `${Math.floor(this.element.getBoundingClientRect().height)}px`)).observe(this.element);
  }

  commands(): Command[] {
    const { sound } = this;
    return [
      { id: "play", group: "listen", says: "key_play", keys: ["Ctrl+Space", "d"], everywhere: true, writing: true, run: () => sound.toggle() },
      { id: "play-here", group: "listen", says: "key_play_here", keys: ["Shift+d"], run: () => this.playHere() },
      { id: "sound-back", group: "listen", says: "key_sound_back", keys: [","], run: () => sound.jump(-5) },
      { id: "sound-forward", group: "listen", says: "key_sound_forward", keys: ["."], run: () => sound.jump(5) },
      { id: "slower", group: "listen", says: "key_slower", keys: ["-"], run: () => this.faster(-1) },
      { id: "faster", group: "listen", says: "key_faster", keys: ["+", "="], run: () => this.faster(1) },
      { id: "follow", group: "listen", says: "follow", keys: ["Shift+f"], run: () => this.setFollow(!sound.habits.follow) },
    ];
  }

  /** The words are there: from now on they go along. */
  start(): void {
    this.dress();
    for (const event of ["timeupdate", "seeked", "play"]) this.sound.audio.addEventListener(event, () => this.went());
    this.sound.listen(this.recordings[0]);
  }

  /** The text is laid out, or another one is: its turns get buttons, and it is known anew what is said when. */
  dress(): void {
    const { page, host } = this.reader;
    this.marked = null;
    this.clock = new Clock([...this.known()]);
    host.classList.add("reader-sounds");
    page.parts.forEach(({ begins }, index) => {
      if (begins === null) return;
      const time = clock(begins);
      const play = () => this.sound.playFrom(begins);
      page.partElements[index].prepend(button(time, play, { class: "reader-time", tabindex: -1, "aria-label": say("play_from", { time }) }));
    });
    this.bar.wearKeys(this.reader.keys);
  }

  /** Play some words, as far as it is known when they were said: from the turn they begin in to the end of their last. */
  playSpan({ start, end }: Span): void {
    const from = this.clock.before(start);
    if (from === null) return this.reader.announce(say("no_time_here"));
    this.sound.playFrom(from, this.clock.after(end, from));
  }

  private playHere(): void {
    const from = this.clock.before(this.reader.place.at);
    if (from === null) return this.reader.announce(say("no_time_here"));
    this.sound.playFrom(from);
  }

  private faster(by: 1 | -1): void {
    this.sound.faster(by);
    this.reader.announce(say("speed_is", { speed: this.sound.habits.speed.toFixed(1) }));
  }

  private setFollow(on: boolean): void {
    this.sound.set({ follow: on });
    this.follow.tick(on);
    this.reader.announce(say(on ? "follows" : "follows_not"));
  }

  /** When each turn begins, and where a time stands among the words. */
  private *known(): Iterable<Known> {
    const { page } = this.reader;
    for (const [index, { begins, ends }] of page.parts.entries()) {
      if (begins !== null) yield { place: page.partSpan(index).start, at: begins, ends };
    }
    for (const { from, at } of stampsIn(page.answer.words)) yield { place: page.offsets.point(from), at };
  }

  private went(): void {
    const { page, selection } = this.reader;
    const said = this.clock.during(this.sound.now + 50); // a player lands a little before where it was sent
    const index = said ? page.partAt(said.place) : -1;
    const element = page.partElements[index] ?? null;
    if (element === this.marked) return;
    this.marked?.removeAttribute("aria-current");
    element?.setAttribute("aria-current", "true");
    this.marked = element;
    if (element && this.sound.playing && this.sound.habits.follow && !this.busy()) {
      const { start } = page.partSpan(index);
      selection.reveal(start, start, "near");
    }
  }

  /** Whether somebody is at something that the words should not run away from. */
  private busy(): boolean {
    return editing() || !!this.reader.host.querySelector(".reader-float:not([hidden])");
  }
}
