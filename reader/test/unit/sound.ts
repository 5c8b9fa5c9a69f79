import { SPEEDS, Sound } from "../../src/sound.ts";
import { Clock, stamp, stampsIn } from "../../src/times.ts";
import { equal, holds, test } from "./registry.ts";

test("times among words are found where they are marked as such, and only there", () => {
  const words = "[00:12:31] Anna: the 10:30 bus. #00:01:02-3# (0:03) [1:2] [99:59:59.25] a#b 1:00";
  equal(stampsIn(words).map(({ at }) => at), [751_000, 62_300, 3_000, 359_999_250]);
  const [first] = stampsIn("👍 [0:01]");
  equal("👍 [0:01]".slice(first.from, first.to), "[0:01]");
  equal([stamp(751_400), stamp(0), stamp(3_723_000)], ["[00:12:31]", "[00:00:00]", "[01:02:03]"]);
  equal(stampsIn(stamp(751_000))[0].at, 751_000);
});

test("between places and times: what is said when, whatever the order", () => {
  const clock = new Clock([{ place: 0, at: 0 }, { place: 40, at: 9_000, ends: 11_000 }, { place: 20, at: 4_000 }]);
  equal([clock.before(0), clock.before(25), clock.before(99)], [0, 4_000, 9_000]);
  equal([clock.during(0)?.place, clock.during(4_500)?.place, clock.during(1e9)?.place], [0, 20, 40]);
  equal([clock.after(15, 0), clock.after(20, 0), clock.after(60, 9_000)], [4_000, 4_000, 11_000]);
  equal([new Clock([]).before(5), new Clock([{ place: 3, at: 500 }]).during(499), new Clock([{ place: 3, at: 500 }]).before(2)], [null, null, null]);
  equal(new Clock([{ place: 3, at: 500 }]).after(9, 500), null);
});

test("a place that is said twice out of order never ends before it began", () => {
  const clock = new Clock([{ place: 0, at: 8_000 }, { place: 10, at: 2_000 }, { place: 20, at: 12_000 }]);
  equal(clock.after(10, 8_000), 12_000);
});

/** Eight seconds of silence. */
function silence(): string {
  const size = 8 * 8000;
  const head = new DataView(new ArrayBuffer(44));
  [..."RIFF    WAVEfmt "].forEach((letter, at) => head.setUint8(at, letter.charCodeAt(0)));
  head.setUint32(4, 36 + size, true);
  head.setUint32(16, 16, true);
  for (const [at, value] of [[20, 1], [22, 1], [32, 1], [34, 8]]) head.setUint16(at, value, true);
  for (const at of [24, 28]) head.setUint32(at, 8000, true);
  [..."data"].forEach((letter, at) => head.setUint8(36 + at, letter.charCodeAt(0)));
  head.setUint32(40, size, true);
  return URL.createObjectURL(new Blob([head, new Uint8Array(size).fill(128)], { type: "audio/wav" }));
}

async function opened(me: string): Promise<Sound> {
  const sound = new Sound(me);
  sound.listen({ id: `r-${me}`, at: silence() });
  await new Promise((ready) => sound.audio.addEventListener("canplay", ready, { once: true }));
  sound.audio.muted = true;
  return sound;
}

const heard = (sound: Sound, event: string) => new Promise((done) => sound.audio.addEventListener(event, done, { once: true }));

test("habits are a person's own, and stay", () => {
  localStorage.clear();
  new Sound("lea").set({ speed: 1.4, back: 3 });
  equal([new Sound("lea").habits.speed, new Sound("lea").habits.back, new Sound("cody").habits.speed], [1.4, 3, 1]);
  localStorage.setItem("firsthand-player:lea", "{broken");
  equal(new Sound("lea").habits.speed, 1);
});

test("slower and faster stay between a half and two, and pitch is kept", () => {
  localStorage.clear();
  const sound = new Sound("lea");
  for (let step = 0; step < 30; step++) sound.faster(1);
  equal(sound.audio.playbackRate, 2);
  for (let step = 0; step < 30; step++) sound.faster(-1);
  equal([sound.audio.playbackRate, SPEEDS.length], [0.5, 16]);
  holds(sound.audio.preservesPitch, "voices would sound like somebody else's");
});

test("stopped, it steps back; sent somewhere, it does not", async () => {
  localStorage.clear();
  const sound = await opened("lea");
  sound.set({ back: 2 });
  sound.playFrom(4000);
  await heard(sound, "playing");
  sound.toggle();
  await heard(sound, "pause");
  holds(sound.now >= 1900 && sound.now < 3500, `about two seconds before, not ${sound.now}`);
  sound.seek(5000);
  equal(sound.now, 5000);
  sound.set({ back: 0 });
  sound.playFrom(4000);
  await heard(sound, "playing");
  sound.toggle();
  await heard(sound, "pause");
  holds(sound.now >= 4000, "nothing was asked for");
});

test("an excerpt stops at its end and does not step back; playing on goes on from there", async () => {
  localStorage.clear();
  const sound = await opened("lea");
  sound.playFrom(1000, 1400);
  await heard(sound, "pause");
  holds(sound.now >= 1400 && sound.now < 2200, `at its end, not ${sound.now}`);
});

test("where one stopped is kept as a number, for each person and recording", async () => {
  localStorage.clear();
  const sound = await opened("lea");
  sound.set({ back: 0 });
  sound.playFrom(3000);
  await heard(sound, "playing");
  sound.toggle();
  await heard(sound, "pause");
  holds(Number(localStorage.getItem("firsthand-player-at:lea:r-lea")) >= 3, "where it stopped");
  const again = await opened("lea");
  holds(again.now >= 3000, "there it begins again");
  equal((await opened("cody")).now, 0);
});
