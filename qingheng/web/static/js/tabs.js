// Tabs after the ARIA pattern: arrow keys move, Home and End jump, only the chosen tab is in the tab order.
"use strict";

document.addEventListener("alpine:init", () => {
  window.Alpine.data("tabs", () => ({
    init() {
      this.tabs = [...this.$root.querySelectorAll("[role=tab]")];
      this.choose(Math.max(0, this.tabs.findIndex((tab) => `#${tab.getAttribute("aria-controls")}` === location.hash)));
    },
    choose(at) {
      this.tabs.forEach((tab, place) => {
        const chosen = place === at;
        tab.setAttribute("aria-selected", String(chosen));
        tab.tabIndex = chosen ? 0 : -1;
        document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
      });
    },
    click(event) {
      const tab = event.target.closest("[role=tab]");
      if (tab) this.choose(this.tabs.indexOf(tab));
    },
    key(event) {
      const at = this.tabs.indexOf(event.target);
      const last = this.tabs.length - 1;
      const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      this.choose(to);
      this.tabs[to].focus();
    },
  }));
});
