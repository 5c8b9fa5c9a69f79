// A question for news: held where the server can, asked often where it cannot, let go when something is to be known at once.
import { Live } from "../../src/live.ts";
import type { Answer, AsOf } from "../../src/api.ts";
import type { FeedAnswer } from "../../src/types.ts";
import { equal, test } from "./registry.ts";

interface Question {
  since: number;
  seen?: string;
  wait: number;
  who: string;
  answer: (said: Answer<FeedAnswer>) => void;
}

/** A server that is asked, and answers when the test says so. */
function asked() {
  const questions: Question[] = [];
  const told: FeedAnswer[] = [];
  const states: string[] = [];
  const know = { entry: 7, seen: "s7" };
  const feed = ({ entry, seen }: AsOf, wait = 0, who = "", signal?: AbortSignal) =>
    new Promise<Answer<FeedAnswer>>((answer) => {
      questions.push({ since: entry, seen, wait, who, answer });
      signal?.addEventListener("abort", () => answer({ kind: "lost" }));
    });
  const live = new Live({ feed }, () => know, (said) => told.push(said), (state) => states.push(state), () => {});
  const next = async (many: number) => {
    for (let tries = 0; questions.length < many && tries < 300; tries++) await new Promise((go) => setTimeout(go, 10));
    equal(questions.length, many);
    return questions[many - 1];
  };
  return { live, next, questions, told, states, know };
}

const said = (entry: number, more: Partial<FeedAnswer> = {}): Answer<FeedAnswer> => ({
  kind: "done",
  data: { entry, version: "v", here: [], changed: [], removed: [], sentences: [], ...more },
});

test("a server that holds is asked to wait, with whom it said to be here; a page that was told asks on from there", async () => {
  const { live, next, told, know } = asked();
  live.soon();
  const first = await next(1);
  equal([first.since, first.wait, first.who], [7, 0, ""]);
  first.answer(said(7, { waits: 25, who: "abc" }));
  const second = await next(2);
  equal([second.since, second.wait, second.who], [7, 25, "abc"]);
  know.entry = 9;
  second.answer(said(9, { waits: 25, who: "abc" }));
  const third = await next(3);
  equal([third.since, third.seen, third.wait], [9, "s7", 25]);
  equal(told.length, 2);
});

test("a server that cannot hold is never asked to", async () => {
  const { live, next } = asked();
  live.soon();
  (await next(1)).answer(said(7));
  equal((await next(2)).wait, 0);
});

test("what is to be known at once lets a held question go, and nobody calls that a lost connection", async () => {
  const { live, next, states } = asked();
  live.soon();
  (await next(1)).answer(said(7, { waits: 25 }));
  await next(2);
  live.soon();
  equal((await next(3)).wait, 25);
  equal(states, ["fine"]);
});

test("where there is no connection nothing is held, and it is asked more slowly", async () => {
  const { live, next, states } = asked();
  live.soon();
  (await next(1)).answer(said(7, { waits: 25 }));
  (await next(2)).answer({ kind: "lost" });
  const begun = performance.now();
  equal((await next(3)).wait, 0);
  equal(performance.now() - begun > 700, true);
  equal(states, ["fine", "lost"]);
});
