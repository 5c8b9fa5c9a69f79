/** Asking before something goes: a dialog, in which Escape means no. */

import { h } from "../dom.ts";

/** What was chosen of `choices` (value and label); the first of them where nothing was. */
export function ask(question: string, choices: [string, string][]): Promise<string> {
  const buttons = choices.map(([value, label], place) => h("button", { class: place ? "button" : "button button-main", value }, label));
  const words = h("p", { id: "question" }, question);
  const dialog = h("dialog", { "aria-labelledby": "question" }, h("form", { method: "dialog", class: "flow" }, words, h("div", { class: "row" }, ...buttons)));
  document.body.append(dialog);
  return new Promise((chosen) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      chosen(dialog.returnValue || choices[0][0]);
    });
    dialog.showModal();
  });
}
