// Lines over days: <div class="chart" data-source="id of the JSON" data-lines="key:name key:name" data-look="dark">. The
// JSON may hold addresses of the records behind each point in `links`; the event "figures" has it read again.
import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type ECharts } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { natural } from "../english/moments";

const day = (label: string | number) => (document.documentElement.lang === "en" ? natural(String(label)) : label);

use([LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

type Series = Record<string, (number | string)[]> & { links?: Record<string, string[]> };
const LOOKS = {
  light: { lines: ["#ad2a20", "#1d6b45", "#1c5d9f"], words: "#4f616b", axis: "#b9c5c9", grid: "#e6ebed", width: 2 },
  dark: { lines: ["#ff9d8f", "#7fdcae", "#8ec5ff"], words: "#d5e3e7", axis: "#5b7780", grid: "#234049", width: 3 },
};
const STROKES = ["solid", "dashed", "dotted"] as const; // told apart without colour too

function draw(place: HTMLElement): void {
  if (!figures(place)) return;
  const chart = init(place, null, { renderer: "svg" });
  fill(chart, place);
  place.addEventListener("figures", () => fill(chart, place));
  chart.on("click", ({ seriesId, dataIndex }) => {
    const address = figures(place)?.links?.[seriesId ?? ""]?.[dataIndex];
    if (address) location.assign(address);
  });
  new ResizeObserver(() => chart.resize()).observe(place);
}

function figures(place: HTMLElement): Series | undefined {
  const source = document.getElementById(place.dataset["source"] ?? "");
  return source ? (JSON.parse(source.textContent ?? "{}") as Series) : undefined;
}

function fill(chart: ECharts, place: HTMLElement): void {
  const held = figures(place) ?? {};
  const look = LOOKS[place.dataset["look"] === "dark" ? "dark" : "light"];
  const { fontFamily, fontSize } = getComputedStyle(place); // a canvas that measures words knows no "inherit"
  const size = parseFloat(fontSize) * (look === LOOKS.dark ? 0.85 : 0.8);
  const lines = (place.dataset["lines"] ?? "").split(" ").map((line) => line.split(":") as [string, string]);
  const words = { color: look.words, fontSize: size, fontFamily, hideOverlap: true };
  chart.setOption({
    animation: false,
    color: look.lines,
    textStyle: { fontFamily },
    grid: { left: size, right: size, top: 3 * size, bottom: 2, containLabel: true },
    legend: { top: 0, left: 0, itemGap: 18, textStyle: words, data: lines.map(([, name]) => name) },
    // rich text, because a tooltip of HTML would need inline styles
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    xAxis: { type: "category", data: (held["days"] ?? []).map(day), boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: look.axis } }, axisLabel: words },
    yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: look.grid } }, axisLabel: words },
    series: lines.map(([key, name], index) => ({ id: key, type: "line", name, data: held[key] ?? [], showSymbol: Boolean(held.links?.[key]), symbolSize: 7, lineStyle: { width: look.width, type: STROKES[index % STROKES.length] } })),
  });
}

document.querySelectorAll<HTMLElement>(".chart").forEach(draw);
