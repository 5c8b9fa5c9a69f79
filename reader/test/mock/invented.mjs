// Invented texts and codes for tests, screenshots and measurements. The same seed gives the same text.

export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const VOICES = [
  { index: 0, name: "Interviewer", part: "interviewer", participant: null },
  { index: 1, name: "Marigold", part: "participant", participant: "p-1" },
  { index: 2, name: "Juniper", part: "participant", participant: "p-2" },
];

const SAID = `I was the one who sat with him until the bus came.|It took a while before she would say her own name in the group.|
We do not fix anybody. We make the tea and then we listen.|When I came here first, nobody asked what was wrong with me.|
They asked what I liked to cook.|So I know the forms, and I know what the forms leave out.|You learn it by having been on the other chair.|
The training was two weeks, and then it was just me and the phone.|Some days I go home and I am tired in a good way.|
I told her: I have been there, and I am not there now.|He laughed, and that was the first time.|The money runs out in March, as always.|
My sister says I talk differently since I work here.|I would not have believed that anyone would pay me for having been ill.|
There is a difference between a friend and a peer, but I could not tell you where the line runs.|We went to the office together, twice, and the third time she went alone.|
What helps is that nobody is in a hurry.|I keep a notebook, mostly for the small things.|The doctor spoke to me, not to her, and I said so.|
Somebody has to unlock the door in the morning, and for a year that was me.`.split("|").map((line) => line.trim());

const ASKED = ["How did you come to this work?", "Can you tell me about a day that stayed with you?", "What do people come for?",
  "And what changed after that?", "Who decides what you do?", "What would you keep, if you could keep one thing?"];

export const CODES = tree([
  ["Trust", "Trust built slowly", "trust", "Trust that grows by being there again.", ["Being believed", "Keeping one’s word"]],
  ["Experience as expertise", "Having been there", "been", "One’s own illness is named as what one knows with.", ["Telling one’s story", "Holding back one’s story"]],
  ["Mechanics of support", "How support works", "how", "What peers do, step by step.", ["Listening without fixing", "Going along", "Making tea", "Small practical help"]],
  ["Role boundaries", "Friend or peer", "role", "Where the line between friend and peer runs.", ["Forms and rules", "Being paid"]],
  ["System gaps", "What the system leaves out", "gap", "Something missing in services, said by a peer.", ["Money runs out", "Not being spoken to"]],
  ["Recovery of peers", "The work helps me too", "me", "What the work does for the peer.", ["Tired in a good way", "Talking differently"]],
]);

function tree(groups) {
  const codes = [];
  for (const [name, plain, handle, definition, under] of groups) {
    const parent = code(null, [name], name, plain, handle, definition, codes.length);
    codes.push(parent);
    for (const child of under) codes.push(code(parent.id, [name, child], child, child, "", `${child}: wherever it is told, by anybody.`, codes.length));
  }
  return codes;
}

function code(parent, path, name, plain, handle, definition, place) {
  return { id: `c-${place}`, parent, path, name, plain, handle, definition, when: "It is told as something that happened.",
    when_not: "Only wished for.", example: "“I sat with him until the bus came.”", hue: place % 12 };
}

export const PEOPLE = [{ id: "m-lea", name: "Lea" }, { id: "m-cody", name: "Cody" }, { id: "m-rea", name: "Rea" }];

/** About `words` words in turns with times. */
export function transcript(words, seed = 1, name = "Interview") {
  const roll = dice(seed);
  const turns = [];
  let text = "";
  let count = 0;
  let time = 0;
  for (let turn = 0; count < words; turn++) {
    const asks = turn % 3 === 0;
    const voice = asks ? 0 : 1 + Math.floor(roll() * 2);
    const start = text.length;
    text += `${VOICES[voice].name.toUpperCase()}: `;
    const begin = text.length;
    const paragraphs = asks ? 1 : 1 + Math.floor(roll() * 2);
    const said = [];
    for (let paragraph = 0; paragraph < paragraphs; paragraph++) {
      const sentences = asks ? [ASKED[Math.floor(roll() * ASKED.length)]] :
        Array.from({ length: 4 + Math.floor(roll() * 9) }, () => SAID[Math.floor(roll() * SAID.length)]);
      said.push(sentences.join(" "));
    }
    text += said.join("\n");
    count += said.join(" ").split(" ").length;
    turns.push([start, begin, text.length, voice, time, null]);
    time += 3000 + Math.floor(roll() * 90000);
    text += "\n\n";
  }
  return { version: "v-1", title: name, ref: "I-01", kind: "interview", words: text, turns, marks: [], voices: VOICES };
}

/** `many` codings, overlapping to about depth 8 here and there. */
export function codingsFor(text, many, seed = 2, codes = CODES, people = PEOPLE) {
  const roll = dice(seed);
  const length = [...text.words].length;
  const codings = [];
  let crowd = 0;
  for (let index = 0; index < many; index++) {
    if (index % 9 === 0) crowd = Math.floor(roll() * length);
    const around = index % 3 ? crowd + Math.floor(roll() * 500) : Math.floor(roll() * length);
    const start = Math.min(Math.max(0, around), length - 30);
    const end = Math.min(length, start + 20 + Math.floor(roll() ** 3 * 900));
    codings.push({ id: uuid(roll), code: codes[Math.floor(roll() * codes.length)].id, coder: people[Math.floor(roll() * people.length)].id,
      start, end, standpoint: "", stance: "", at: new Date(1.7e12 + index * 1000).toISOString(), rule: 0 });
  }
  return codings;
}

function uuid(roll) {
  const hex = Array.from({ length: 32 }, () => Math.floor(roll() * 16).toString(16)).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
