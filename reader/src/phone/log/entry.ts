/** An entry of one's own log, as the page works with it. */

import { written } from "../../sealing.ts";
import type { Kind, Work } from "../kind.ts";
import { today, type Drafted, type Id, type Told } from "../types.ts";
import { Form } from "./form.ts";
import type { Asked } from "./asked.ts";

/** What somebody writes into their log. What was skipped is empty. */
export interface Entry extends Drafted {
  day: string;
  what: string[];
  moment: string;
  used: string;
  lead: string;
  words: string; // the other's own, and only with the tick
  ok_words: boolean;
  barrier: string[];
  me: string;
  looked: boolean; // the gentle question was asked
}

/** What the server tells whoever comes in; whom they chose to talk to is kept sealed with it. */
export interface LogTold extends Told {
  contact: string;
}

const blank = (): Entry => ({ day: today(), what: [], moment: "", used: "", lead: "", words: "", ok_words: false, barrier: [], me: "", looked: false, sentence: "" });

function isEmpty({ what, moment, used, lead, words, ok_words, barrier, me }: Entry): boolean {
  return ![what.length, moment.trim(), used, lead, words.trim(), ok_words, barrier.length, me].some(Boolean);
}

/** Without the tick the words stay on the device, and go with the entry from there. */
export function handed(id: Id, { looked: _looked, sentence: _sentence, ...said }: Entry): object {
  return { id, ...said, words: said.ok_words ? said.words : "" };
}

export function logWork(asked: Asked): (study: string) => Work<Entry, LogTold> {
  const called = (id: string) => asked.fields[0].options.find((one) => one.id === id)?.label ?? "";
  const kind: Kind<Entry> = {
    blank,
    isEmpty,
    first: ({ moment, what }) => moment.trim() || what.map(called).join(", "),
    whole: ({ moment, words }) => [moment, words].filter((one) => one.trim()).join("\n\n"),
    files: () => 0,
    after: () => "",
  };
  return (study) => ({
    kind,
    study,
    called: `log:${study}`,
    scope: `/s/${study}/work/phone/`,
    editor: (pen, _notes, kept) => new Form(asked, pen, kept),
    enter: (server, meant) => server.enter<LogTold>("log/form", meant),
    send: (server, keys, _notes, id, entry) => server.send("log", keys.member!, "application/json", written(JSON.stringify(handed(id, entry)))),
    tells: () => false,
  });
}
