/* asking.js: what passkey.js (which opens words) and account.js (which lets somebody in) have in common.

   What may go wrong is said in a form's data-said-…, into its [data-passkey-said]. [data-passkey-able] is shown where the
   browser can do what is asked for, [data-passkey-unable] where it cannot. */
"use strict";

const firsthandAsking = (() => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  const written = (data) =>
    btoa(String.fromCharCode(...new Uint8Array(data))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  function say(form, sentence) {
    const place = form.querySelector("[data-passkey-said]");
    place.replaceChildren();
    if (!sentence) return;
    const said = document.createElement("p");
    said.className = "notice notice-care";
    said.textContent = sentence;
    place.append(said);
  }

  let busy = false; // one question at a time; a button that went grey would lose the focus

  /** Have a form filled in by a passkey and sent; what went wrong is called `wrong(problem)` in its data. */
  async function once(form, fill, wrong) {
    if (busy) return;
    busy = true;
    say(form, "");
    try {
      await fill(form);
      form.submit();
    } catch (problem) {
      say(form, form.dataset[wrong(problem)]);
    } finally {
      busy = false;
    }
  }

  function able(yes) {
    for (const part of document.querySelectorAll("[data-passkey-able]")) part.hidden = !yes;
    for (const part of document.querySelectorAll("[data-passkey-unable]")) part.hidden = yes;
  }

  return { bytes, written, once, able };
})();
