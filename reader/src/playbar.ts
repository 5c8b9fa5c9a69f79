/** The buttons of a player: play, back, forward, place, speed. The reader docks it at the foot, the desk at the top. */

import { button, h } from "./dom.ts";
import { BACKS, JUMP, type Recording, type Sound, SPEEDS } from "./sound.ts";
import { clock } from "./structure.ts";
import { type Key, say } from "./words.ts";

export interface Keyed {
  shown(command: string): string; // the key of a command, for people
}

export class Playbar {
  readonly element = h("div", { class: "player", role: "group", "aria-label": say("recording") });
  private readonly play: HTMLButtonElement;
  private readonly place = h("input", { type: "range", class: "player-place", min: 0, max: 0, step: 1, "aria-label": say("place_in") });
  private readonly time = h("span", { class: "player-time small" });
  private readonly speed: HTMLSelectElement;
  private readonly back: HTMLSelectElement;
  private readonly trouble = h("p", { class: "player-trouble small", role: "status" });
  private held = false; // whether the place is being moved

  /** `more`: what else belongs among the settings. */
  constructor(private readonly sound: Sound, recordings: readonly Recording[], ...more: Node[]) {
    this.play = button(say("play"), () => sound.toggle(), { class: "button button-main player-play", "data-command": "play" });
    const jump = (by: number, says: Key, id: string) =>
      button(by < 0 ? `−${-by} s` : `+${by} s`, () => sound.jump(by), { "aria-label": say(says, { number: Math.abs(by) }), "data-command": id });
    this.speed = choice(SPEEDS, (one) => `${one.toFixed(1)} ×`, (one) => sound.set({ speed: one }));
    this.back = choice(BACKS, (one) => say("seconds", { number: one }), (one) => sound.set({ back: one }));
    const settings = h("div", { class: "player-settings" }, labelled("speed", this.speed), labelled("step_back", this.back), ...more,
      recordings.length > 1 && labelled("which_recording", this.which(recordings)));
    this.element.append(
      h("div", { class: "player-buttons" }, this.play, jump(-JUMP, "sound_back", "sound-back"), jump(JUMP, "sound_forward", "sound-forward"), this.more()),
      h("div", { class: "player-where" }, this.place, this.time), settings, this.trouble, sound.audio);
    this.place.addEventListener("input", () => {
      this.held = true;
      this.told(Number(this.place.value) * 1000);
    });
    this.place.addEventListener("change", () => {
      this.held = false;
      sound.seek(Number(this.place.value) * 1000);
    });
    const { audio } = sound;
    for (const event of ["play", "pause", "ended", "timeupdate", "seeked", "ratechange", "durationchange", "emptied"]) audio.addEventListener(event, () => this.show());
    audio.addEventListener("error", () => audio.getAttribute("src") && this.say(say("cannot_play")));
    audio.addEventListener("loadedmetadata", () => this.say(""));
    this.show();
  }

  /** The keys, once they are known, beside their buttons. */
  wearKeys(keys: Keyed): void {
    for (const one of this.element.querySelectorAll<HTMLElement>("[data-command]")) {
      const key = keys.shown(one.dataset.command!);
      one.dataset.key = key;
      one.setAttribute("aria-keyshortcuts", key);
    }
  }

  private say(sentence: string): void {
    this.trouble.textContent = sentence;
  }

  private show(): void {
    const { sound } = this;
    const label = say(sound.playing ? "pause" : "play");
    if (this.play.textContent !== label) this.play.textContent = label;
    this.play.disabled = this.place.disabled = !sound.open;
    this.speed.value = String(sound.habits.speed);
    this.back.value = String(sound.habits.back);
    this.place.max = String(Math.ceil(sound.length / 1000));
    if (this.held) return;
    this.place.value = String(Math.floor(sound.now / 1000));
    this.told(sound.now);
  }

  private told(at: number): void {
    const { length } = this.sound;
    const text = length ? `${clock(at)} / ${clock(length)}` : clock(at);
    if (this.time.textContent === text) return;
    this.time.textContent = text;
    this.place.setAttribute("aria-valuetext", say("place_of", { at: clock(at), whole: clock(length) }));
  }

  /** On a phone the settings are folded away. */
  private more(): HTMLElement {
    const more = button(say("how_it_plays"), () => (more.ariaExpanded = String(this.element.classList.toggle("player-open"))),
      { class: "button button-quiet player-more", "aria-expanded": "false" });
    return more;
  }

  private which(recordings: readonly Recording[]): HTMLSelectElement {
    const select = h("select", {}, ...recordings.map(({ name }, index) => h("option", { value: index }, name)));
    select.addEventListener("change", () => this.sound.listen(recordings[Number(select.value)]));
    return select;
  }
}

function choice(values: readonly number[], shown: (value: number) => string, chosen: (value: number) => void): HTMLSelectElement {
  const select = h("select", {}, ...values.map((value) => h("option", { value }, shown(value))));
  select.addEventListener("change", () => chosen(Number(select.value)));
  return select;
}

function labelled(label: Key, field: HTMLElement): HTMLElement {
  field.id = `player-${label}`;
  return h("div", { class: "player-label small" }, h("label", { for: field.id }, say(label)), field);
}

/** A setting that is on or off. */
export function ticked(label: Key, on: boolean, changed: (on: boolean) => void): { element: HTMLElement; tick(on: boolean): void } {
  const box = h("input", { type: "checkbox" });
  box.checked = on;
  box.addEventListener("change", () => changed(box.checked));
  return { element: h("label", { class: "choice small" }, box, h("span", {}, say(label))), tick: (now) => (box.checked = now) };
}
