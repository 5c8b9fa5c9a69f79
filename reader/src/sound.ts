/** A recording as somebody listens to it: how fast, and how far one steps back when one stops. Kept by person, on this device. */

import { h, keepText, keptText, number } from "./dom.ts";

export interface Recording {
  id: string;
  name: string;
  at: string; // its address
}

export interface Habits {
  speed: number;
  back: number; // seconds to step back when stopped
  follow: boolean; // whether the words go along
  stamps: boolean; // whether a speaker's label comes with the time
}

const USUAL: Habits = { speed: 1, back: 1, follow: true, stamps: true };
export const SPEEDS = [...Array(16).keys()].map((step) => (5 + step) / 10); // 0.5 to 2
export const BACKS = [0, 1, 2, 3];
export const JUMP = 5; // seconds
const A_WHILE = 5000; // ms between two notes of where one is

export class Sound {
  readonly audio = h("audio", { preload: "metadata" });
  readonly habits: Habits;
  private until: number | null = null;
  private place = ""; // the name under which it is kept how far one has listened
  private noted = 0;

  /** `me`: whose habits these are. */
  constructor(private readonly me: string) {
    this.habits = { ...USUAL, ...readHabits(this.kept) };
    const { audio } = this;
    audio.preservesPitch = true;
    audio.addEventListener("pause", () => this.stopped());
    audio.addEventListener("timeupdate", () => this.went());
    audio.addEventListener("loadedmetadata", () => (audio.playbackRate = this.habits.speed));
    addEventListener("pagehide", () => this.note());
  }

  /** Listen to this from now on, where one left it. `id` empty: where one is, is not kept. */
  listen({ id, at }: Pick<Recording, "id" | "at">): void {
    this.note();
    this.until = null;
    this.place = id && `firsthand-player-at:${this.me}:${id}`;
    const { audio } = this;
    audio.src = at;
    audio.defaultPlaybackRate = audio.playbackRate = this.habits.speed;
    const left = this.place ? number(this.place) : null;
    if (left) audio.currentTime = left;
  }

  /** Whether there is anything to listen to. */
  get open(): boolean {
    return this.audio.hasAttribute("src");
  }

  get now(): number {
    return this.audio.currentTime * 1000;
  }

  /** How long it is; until that is known, how far it is known to go. */
  get length(): number {
    const { duration, seekable, currentTime } = this.audio;
    if (Number.isFinite(duration)) return duration * 1000;
    return Math.max(currentTime, seekable.length ? seekable.end(seekable.length - 1) : 0) * 1000;
  }

  get playing(): boolean {
    return !this.audio.paused;
  }

  toggle(): void {
    this.until = null;
    if (this.playing) this.audio.pause();
    else void this.play();
  }

  /** Play from a time on, and up to another one if that is given. */
  playFrom(from: number, until: number | null = null): void {
    this.seek(from);
    this.until = until;
    void this.play();
  }

  /** To a time; it goes on playing, or stays stopped. */
  seek(to: number): void {
    this.until = null;
    this.audio.currentTime = Math.max(0, to / 1000);
  }

  jump(seconds: number): void {
    this.seek(this.now + seconds * 1000);
  }

  faster(by: 1 | -1): void {
    const near = SPEEDS.findLastIndex((speed) => speed <= this.habits.speed + 0.001);
    this.set({ speed: SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, near + by))] });
  }

  set(changed: Partial<Habits>): void {
    Object.assign(this.habits, changed);
    this.audio.defaultPlaybackRate = this.audio.playbackRate = this.habits.speed;
    keepText(this.kept, JSON.stringify(this.habits));
  }

  private get kept(): string {
    return `firsthand-player:${this.me}`;
  }

  private async play(): Promise<void> {
    await this.audio.play().catch(() => {}); // what cannot be played says so itself: the audio's own "error"
  }

  /** Stopped by a button, a key, or the keyboard's own: a moment is said again when one goes on. */
  private stopped(): void {
    const { audio } = this;
    const reached = this.until !== null && this.now >= this.until;
    if (!audio.ended && !reached && this.habits.back) audio.currentTime = Math.max(0, audio.currentTime - this.habits.back);
    if (reached) this.until = null;
    this.note();
  }

  private went(): void {
    if (this.until !== null && this.now >= this.until) this.audio.pause();
    if (performance.now() - this.noted > A_WHILE) this.note();
  }

  private note(): void {
    this.noted = performance.now();
    if (this.place && this.audio.readyState) keepText(this.place, this.audio.ended ? "0" : this.audio.currentTime.toFixed(1)); // a number, never words
  }
}

function readHabits(name: string): Partial<Habits> {
  try {
    return JSON.parse(keptText(name) ?? "{}") as Partial<Habits>;
  } catch {
    return {};
  }
}
