// Draws each chart from the JSON beside it. The table next to it holds the same figures for whoever cannot see it.
"use strict";

(() => {
  const root = getComputedStyle(document.documentElement);
  const colour = (name) => root.getPropertyValue(name).trim();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const font = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13, color: colour("--ink") };

  const house = {
    color: ["#17594f", "#c07f1c", "#33658a", "#8a4f7d", "#7a8450", "#9a2318"],
    textStyle: font,
    animation: !still,
    aria: { enabled: true, decal: { show: true } },
    // names of units are long: the bars give way to them, not they to the bars
    grid: { left: 8, right: 16, top: 40, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel", outerBoundsClampWidth: "30%" },
    legend: { top: 0, textStyle: font },
    // drawn as text on the canvas: an HTML tooltip would need inline styles, which the policy forbids
    tooltip: { renderMode: "richText", confine: true },
  };
  const axis = {
    axisLine: { lineStyle: { color: colour("--line-strong") } },
    axisLabel: font,
    splitLine: { lineStyle: { color: colour("--line") } },
  };

  const dressed = (config) => {
    const option = { ...house, ...config };
    for (const name of ["xAxis", "yAxis"]) {
      if (config[name]) option[name] = [].concat(config[name]).map((one) => ({ ...axis, ...one }));
      for (const one of option[name] || []) if (one.type === "category") one.axisLabel = { ...font, interval: 0, ...one.axisLabel };
    }
    for (const name of ["grid", "legend", "tooltip"]) option[name] = { ...house[name], ...config[name] };
    const series = [].concat(config.series || []);
    if (series.length < 2) {
      option.legend.show = false;
      option.grid.top = 8;
      option.aria = { enabled: true };
    }
    // the length of a bar is its figure: its axis begins at zero, whatever the page asks for
    if (series.some((one) => one.type === "bar")) {
      [...(option.xAxis || []), ...(option.yAxis || [])].forEach((one) => {
        if (one.type === "value") Object.assign(one, { scale: false, min: undefined });
      });
    }
    return option;
  };

  const draw = (canvas) => {
    const config = JSON.parse(document.getElementById(canvas.dataset.config).textContent);
    const names = [].concat(config.yAxis || []).find((one) => one.type === "category")?.data || [];
    const rows = canvas.parentElement.querySelector("tbody");
    const top = rows ? rows.getBoundingClientRect().top - canvas.getBoundingClientRect().top : 0;
    const option = dressed(config);
    if (names.length && names.length === rows?.rows.length && top > 0 && top < 200) {
      // the table stands beside: every bar lies on the line of its row
      canvas.style.height = `${top + rows.offsetHeight + 26}px`;
      Object.assign(option.grid, { top, bottom: 0 });
    } else if (names.length > 12) canvas.style.height = `${names.length * 1.5 + 3}rem`; // every name has its line
    const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
    chart.setOption(option);
    new ResizeObserver(() => chart.resize()).observe(canvas);
    window.addEventListener("beforeprint", () => chart.resize());
  };

  document.fonts.ready.then(() => document.querySelectorAll("[data-config]").forEach(draw));
})();
