// Charts of a page: each [data-chart] draws the numbers in the JSON of that id. The same numbers stand below as a table.
const drawn = new Map();
const isRight = () => document.documentElement.dir === "rtl";
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const plain = new Intl.NumberFormat(document.documentElement.lang);
const share = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 1 });
const said = (value, isShare) => (value === null || value === undefined ? "–" : (isShare ? share : plain).format(value));

const axis = (name, place, numbers) => ({
  type: "value",
  name,
  nameGap: 8,
  minInterval: numbers.shares?.includes(place) ? 0 : 1,
  max: numbers.shares?.includes(place) ? 1 : undefined,
  position: (place === 0) === !isRight() ? "left" : "right",
  nameTextStyle: { color: colour("--ink-soft"), align: (place === 0) === !isRight() ? "left" : "right" },
  axisLabel: { color: colour("--ink-soft"), formatter: (value) => said(value, numbers.shares?.includes(place)) },
  splitLine: { show: place === 0, lineStyle: { color: colour("--line") } },
});

const series = (one, place, numbers) => ({
  name: one.name,
  type: one.type,
  yAxisIndex: one.axis ?? 0,
  data: one.data.map((value, index) => {
    if (one.type === "bar" && numbers.marked === index) return { value, itemStyle: { borderColor: colour("--ink"), borderWidth: 2 } };
    return numbers.line && index >= numbers.line.before ? { value, itemStyle: { color: colour("--chart-2") } } : value;
  }),
  cursor: one.links?.some(Boolean) ? "pointer" : "default",
  barMaxWidth: one.full ? undefined : 28,
  barCategoryGap: one.full ? "12%" : undefined,
  symbolSize: one.thin ? 0 : 7,
  lineStyle: one.thin ? { type: "dashed", width: 1.5 } : { width: 2.5 },
  color: one.thin ? colour("--ink-faint") : colour(one.colour ?? ["--chart-2", "--chart-1", "--chart-3"][numbers.series.length === 1 ? 1 : place % 3]),
});

const option = (numbers) => ({
  animation: false,
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
  grid: { top: 56, bottom: 8, left: 8, right: 8, containLabel: true },
  legend: { show: numbers.series.length > 1, top: 0, [isRight() ? "right" : "left"]: 0, textStyle: { color: colour("--ink-soft") }, selectedMode: false },
  tooltip: {
    renderMode: "richText",
    trigger: "axis",
    confine: true,
    backgroundColor: colour("--raised"),
    borderColor: colour("--line-strong"),
    textStyle: { color: colour("--ink") },
    formatter: (points) => [points[0].name, ...points.map((point) => `${point.seriesName}: ${said(point.value, numbers.shares?.includes(numbers.series[point.seriesIndex].axis ?? 0))}`)].join("\n"),
  },
  xAxis: {
    type: "category",
    data: numbers.x,
    inverse: isRight(),
    axisLabel: { color: colour("--ink-soft"), hideOverlap: true, interval: numbers.x.length <= 8 ? 0 : "auto", width: numbers.x.length <= 8 ? 84 : 110, overflow: "break" },
    axisLine: { lineStyle: { color: colour("--line-strong") } },
    axisTick: { show: false },
  },
  yAxis: numbers.y.map((name, place) => axis(name, place, numbers)),
  series: numbers.series.map((one, place) => series(one, place, numbers)),
});

// A promise as a line between two bars: what stands before it is in time.
const rule = (chart, numbers) => {
  if (!numbers.line) return;
  const of = (place) => chart.convertToPixel({ xAxisIndex: 0 }, place);
  const x = (of(numbers.line.before - 1) + of(numbers.line.before)) / 2;
  const foot = chart.convertToPixel({ yAxisIndex: 0 }, 0);
  const style = { stroke: colour("--ink"), lineWidth: 2, lineDash: [5, 4] };
  const words = { text: numbers.line.name, fill: colour("--ink"), font: `600 13px ${getComputedStyle(document.body).fontFamily}`, align: "center" };
  chart.setOption({ graphic: [{ id: "rule", type: "line", silent: true, shape: { x1: x, y1: 40, x2: x, y2: foot }, style }, { id: "rule-words", type: "text", silent: true, x, y: 20, style: words }] });
};

const draw = (place) => {
  const numbers = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const chart = window.echarts.init(place, null, { renderer: "svg" });
  chart.setOption(option(numbers));
  rule(chart, numbers);
  chart.on("click", (event) => {
    const link = numbers.series[event.seriesIndex]?.links?.[event.dataIndex];
    if (link) location.assign(link);
  });
  drawn.set(place, { chart, numbers });
  resizing.observe(place);
};

const resizing = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const known = drawn.get(target);
    known?.chart.resize();
    if (known) rule(known.chart, known.numbers);
  }
});

const drawAll = () => {
  for (const [place, { chart }] of drawn)
    if (!place.isConnected) {
      chart.dispose();
      resizing.unobserve(place);
      drawn.delete(place);
    }
  for (const place of document.querySelectorAll("[data-chart]")) if (!drawn.has(place)) draw(place);
};

const redraw = () => {
  for (const { chart, numbers } of drawn.values()) {
    chart.setOption(option(numbers), true);
    rule(chart, numbers);
  }
};

// Paper is laid out without asking the script: charts that say their size on it are drawn in that size before.
window.addEventListener("beforeprint", () => {
  for (const [place, { chart, numbers }] of drawn) {
    const [width, height] = (place.dataset.paper ?? "").split(" ").map(Number);
    if (!height) continue;
    chart.resize({ width, height });
    rule(chart, numbers);
    chart.getZr().flush(); // now, not in the next frame
  }
});
window.addEventListener("afterprint", () => {
  for (const { chart, numbers } of drawn.values()) {
    chart.resize();
    rule(chart, numbers);
  }
});

drawAll();
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
document.addEventListener("htmx:after:swap", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-bs-theme", "data-theme", "dir"] });
