/* board.js: cards of a theme's board are dragged by a mouse. Everything works without it: each card has a form, and what
   is dropped somewhere is that form, filled in and sent. */
"use strict";

(() => {
  const board = document.querySelector(".board");
  if (!board) return;
  const mouse = matchMedia("(pointer: fine)").matches;
  for (const help of document.querySelectorAll("[data-board-help]")) help.hidden = !mouse;
  let dragged = null;

  for (const card of board.querySelectorAll("[data-card]")) card.draggable = true;

  /** The card before which something that is let go at this height would come to lie, or null for the end. */
  function cardBelow(heap, y) {
    return [...heap.querySelectorAll("[data-card]")].find((card) => {
      const { top, height } = card.getBoundingClientRect();
      return card !== dragged && y < top + height / 2;
    }) ?? null;
  }

  function unmark() {
    for (const marked of board.querySelectorAll(".drop-here, .drop-before")) marked.classList.remove("drop-here", "drop-before");
  }

  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-card]") ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", ""); // no words go anywhere with it
    dragged.classList.add("dragged");
  });

  board.addEventListener("dragover", (event) => {
    const heap = event.target.closest(".heap")?.querySelector("[data-group]");
    if (!dragged || !heap) return;
    event.preventDefault();
    unmark();
    heap.classList.add("drop-here");
    cardBelow(heap, event.clientY)?.classList.add("drop-before");
  });

  board.addEventListener("drop", (event) => {
    const heap = event.target.closest(".heap")?.querySelector("[data-group]");
    if (!dragged || !heap) return;
    event.preventDefault();
    const form = document.getElementById(dragged.dataset.move);
    form.elements.group.value = heap.dataset.group;
    form.elements.before.value = cardBelow(heap, event.clientY)?.dataset.card ?? "";
    form.requestSubmit(form.querySelector("button:not([name])"));
  });

  board.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    unmark();
  });
})();
