/** Starts on `<div id="writing" data-api data-root data-document data-me data-csrf data-styles>`. */

import { h } from "../dom.ts";
import { readWords } from "../words.ts";
import { Page } from "./page.ts";
import { Server } from "./server.ts";
import { say } from "./words.ts";

const host = document.getElementById("writing")!;
readWords(document, "writing-words");

async function start(): Promise<void> {
  const { api, document: id, me, csrf, styles } = host.dataset;
  const server = new Server(api!, id!, me!, csrf!);
  const answer = await server.open();
  if (answer.kind !== "done") {
    const why = answer.kind === "refused" ? answer.sentence : say("could_not_open");
    return host.append(h("p", { class: "notice notice-care", role: "alert" }, why));
  }
  new Page(host, server, answer.data.document, JSON.parse(styles!) as [string, string][]);
}

void start();
