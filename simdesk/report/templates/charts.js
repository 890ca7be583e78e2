"use strict";
(function () {
  // Width of the text on an A4 page with margins of 14 mm, in CSS pixels.
  const PAPER = 686;
  const config = {
    responsive: true,
    displaylogo: false,
    scrollZoom: false,
    doubleClick: false,
    showTips: false,
    modeBarButtons: [["toImage"]],
    toImageButtonOptions: { format: "png", scale: 2 },
  };
  const plots = [];
  for (const source of document.querySelectorAll("script[data-chart]")) {
    const plot = document.getElementById(source.dataset.chart);
    const figure = JSON.parse(source.textContent);
    Plotly.newPlot(plot, figure.data, figure.layout, config);
    plots.push(plot);
  }
  document.documentElement.dataset.charts = String(plots.length);

  window.addEventListener("beforeprint", function () {
    for (const plot of plots) Plotly.relayout(plot, { width: PAPER });
  });
  window.addEventListener("afterprint", function () {
    for (const plot of plots) Plotly.relayout(plot, { width: null, autosize: true });
  });
})();
