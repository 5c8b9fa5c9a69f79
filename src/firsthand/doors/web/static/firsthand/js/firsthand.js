/* firsthand.js: all the script that pages need besides htmx. Everything works without it.

   Load it in <head> without defer: it is small, and the chosen theme must stand before the first paint.

   1. <div class="theme-switch" data-theme-switch hidden> with buttons data-theme-choice="light|dark|device"
   2. <form data-confirm="id of a dialog">: the dialog is asked first. Its buttons: <button value="yes">, <button value="no">
      in a <form method="dialog">. */
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
})();
