/* firsthand.js: all the script that pages need besides htmx. Everything works without it.

   Load it in <head> without defer: it is small, and the chosen theme must stand before the first paint.

   1. <div class="theme-switch" data-theme-switch hidden> with buttons data-theme-choice="light|dark|device"
   2. <form data-confirm="id of a dialog">: the dialog is asked first. Its buttons: <button value="yes">, <button value="no">
      in a <form method="dialog">.
   3. <form data-keeps>: Control and Enter in a text or a list send it.
   4. <input type="checkbox" data-choose="new" data-else="other">: ticked, each list of its form that says `other` and has
      a name beside it (.if-new) says `new`; without the tick again, the other way round.
   5. A file that was chosen while htmx was still on its way is told to it: its page would show nothing otherwise.
   6. <template id="unanswered">: what a form says to which htmx brought no answer that can be shown. */
"use strict";

(() => {
  const KEY = "firsthand-theme";
  const root = document.documentElement;

  function rememberedTheme() {
    try { return localStorage.getItem(KEY) ?? "device"; } catch { return "device"; } // storage may be forbidden
  }

  function wear(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    }
  }

  wear(rememberedTheme());

  document.addEventListener("DOMContentLoaded", () => {
    for (const part of document.querySelectorAll("[data-theme-switch]")) part.hidden = false;
    wear(rememberedTheme());
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    const theme = button.dataset.themeChoice;
    try { localStorage.setItem(KEY, theme); } catch { /* worn for this page only */ }
    wear(theme);
  });

  // Capturing, so that it comes before htmx hears of the submission.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const dialog = form.dataset.confirm && document.getElementById(form.dataset.confirm);
    if (!dialog?.showModal || form.dataset.confirmed) { delete form.dataset.confirmed; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    dialog.returnValue = "no"; // Escape means no
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
    }, { once: true });
    dialog.showModal();
  }, true);

  // In a strip that scrolls, browsers leave what they show the edge of where it is, though it has the focus. By keyboard
  // only: a link must not move away under a finger.
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(":is(.tabs, .wide) a:focus-visible")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  document.addEventListener("htmx:load", ({ target }) => {
    for (const field of target.querySelectorAll("input[type=file][hx-post]")) {
      if (field.files.length) field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  // The network, the server or a proxy before it failed, or what came is none of our pages.
  for (const failed of ["sendError", "timeout", "responseError", "swapError", "onLoadError"]) {
    document.addEventListener(`htmx:${failed}`, ({ target }) => {
      const form = target.closest("form") ?? document.querySelector("main");
      silence();
      form.append(document.getElementById("unanswered").content.cloneNode(true));
    });
  }
  document.addEventListener("htmx:beforeRequest", silence);

  function silence() {
    for (const said of document.querySelectorAll("[data-unanswered]")) said.remove();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.target.closest("form[data-keeps] :is(textarea, select)")?.form.requestSubmit();
  });

  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-choose]");
    if (!box) return;
    const values = [box.dataset.else, box.dataset.choose];
    const [from, to] = box.checked ? values : values.reverse();
    for (const list of box.form.querySelectorAll("select:has(+ .if-new)")) {
      if (list.value === from && list.nextElementSibling.value.trim()) list.value = to;
    }
  });
})();
