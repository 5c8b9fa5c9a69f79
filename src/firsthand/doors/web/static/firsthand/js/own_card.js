/* own_card.js: prints the card and lets go of the words. Nothing is sent: there is no form, no address and no storage. */
"use strict";

(() => {
  const words = document.getElementById("own-words");
  const print = document.getElementById("print-card");
  words.value = ""; // a browser that goes back may bring words along
  document.getElementById("by-menu").hidden = true;
  print.hidden = false;
  print.addEventListener("click", () => {
    window.print(); // returns when the sheet is closed
    words.value = "";
    words.focus();
  });
  window.addEventListener("pagehide", () => { words.value = ""; });
})();
