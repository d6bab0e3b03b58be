// Small conveniences of every page. Without this file everything still works.
"use strict";

(() => {
  const typing = (element) => element.matches("input, select, textarea, [contenteditable]");

  // "/" goes to the search field of the page
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const field = document.querySelector("[data-search], input[type=search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  // arrow keys walk from row to row within one column of links
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const cell = event.target.closest?.("table.data tbody :is(td, th)");
    if (!step || !cell || typing(event.target)) return;
    const rows = [...cell.closest("tbody").rows];
    for (let at = rows.indexOf(cell.parentElement) + step; rows[at]; at += step) {
      const link = rows[at].cells[cell.cellIndex]?.querySelector("a, button, input");
      if (!link) continue;
      event.preventDefault();
      link.focus();
      return;
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const tree = event.target.closest("[data-unfold]");
    if (tree) {
      const open = tree.dataset.unfold === "all";
      document.getElementById(tree.getAttribute("aria-controls"))
        ?.querySelectorAll("details:not(.settings)")
        .forEach((part) => (part.open = open));
    }
  });

  // a form is sent once, however often the button is pressed
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method === "get") return;
    if (event.target.dataset.sent) return event.preventDefault();
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  // work that goes on in the background is looked at again while somebody looks
  if (document.querySelector("[data-refresh]")) {
    setInterval(() => document.visibilityState === "visible" && location.reload(), 4000);
  }

  // every branch of a score tree, and what is said unit by unit, is opened on paper and closed again afterwards
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(".score-tree details:not([open], .settings), details.words:not([open])")];
    opened.forEach((part) => (part.open = true));
  });
  window.addEventListener("afterprint", () => opened.forEach((part) => (part.open = false)));
})();
