/* trusted.js: loaded before htmx, on the pages that have it. A browser asks here before htmx makes markup of an answer.
   Markup in which anything could run, or lead elsewhere, is refused: the answers that htmx is given here are plain forms. */
"use strict";

(() => {
  if (!window.trustedTypes) return;
  const look = trustedTypes.createPolicy("firsthand-look", { createHTML: (text) => text });
  const NEVER = "script:not([type='application/json']), iframe, frame, object, embed, base, meta, link, style, svg, math";
  const LEADS = ["href", "src", "action", "formaction", "data", "ping"];

  /** Whether an element does something by itself, or leads to a script. */
  function runs(element) {
    return element.getAttributeNames().some((name) => name.startsWith("on") || name.startsWith("hx-on") || name === "srcdoc" || name === "style"
      || (LEADS.includes(name) && /^(javascript|data|vbscript):/i.test(element.getAttribute(name).replace(/[\u0000-\u0020]/g, ""))));
  }

  /** Whether anything in a part could: also in what waits in a template, into which htmx puts what it was answered. */
  function holdsMore(part) {
    if (part.querySelector(NEVER)) return true;
    return [...part.querySelectorAll("*")].some((element) => runs(element) || (element.content && holdsMore(element.content)));
  }

  trustedTypes.createPolicy("default", {
    createHTML: (text) => {
      const page = new DOMParser().parseFromString(look.createHTML(text), "text/html"); // a document in which nothing runs
      if (holdsMore(page)) throw new TypeError("This answer holds more than a form.");
      return text;
    },
  });
})();
