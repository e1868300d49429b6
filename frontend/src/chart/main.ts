// Lines over days: <div class="chart" data-source="id of the JSON" data-lines="key:name key:name">.
import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

type Series = Record<string, (number | string)[]>;
const COLOURS = ["#ad2a20", "#1d6b45", "#1c5d9f"];
const STROKES = ["solid", "dashed", "dotted"] as const; // told apart without colour too

function draw(place: HTMLElement): void {
  const source = document.getElementById(place.dataset["source"] ?? "");
  if (!source) return;
  const figures = JSON.parse(source.textContent ?? "{}") as Series;
  const lines = (place.dataset["lines"] ?? "").split(" ").map((line) => line.split(":") as [string, string]);
  const chart = init(place, null, { renderer: "svg" });
  chart.setOption({
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: "inherit" },
    grid: { left: 4, right: 12, top: 36, bottom: 0, containLabel: true },
    legend: { top: 0, left: 0, itemGap: 18, data: lines.map(([, name]) => name) },
    // rich text, because a tooltip of HTML would need inline styles
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    xAxis: { type: "category", data: figures["days"] ?? [], boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: "#b9c5c9" } }, axisLabel: { color: "#4f616b" } },
    yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: "#e6ebed" } }, axisLabel: { color: "#4f616b" } },
    series: lines.map(([key, name], index) => ({ type: "line", name, data: figures[key] ?? [], showSymbol: false, symbolSize: 7, lineStyle: { width: 2, type: STROKES[index % STROKES.length] } })),
  });
  new ResizeObserver(() => chart.resize()).observe(place);
}

document.querySelectorAll<HTMLElement>(".chart").forEach(draw);
