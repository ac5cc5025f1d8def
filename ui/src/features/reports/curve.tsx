import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import type { Report } from "../../api";
import { useLanguage, useWords, type Words } from "../../words";
import { count } from "./lib";

/** The day of the month; with its month where the period is longer than one. */
const dayOf = (iso: string, days: number) => (days > 31 ? `${Number(iso.slice(5, 7))}/` : "") + Number(iso.slice(8));

echarts.use([LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** The options of the chart, in the colours of now. */
function drawing(curve: Report["curve"], words: Words) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    axisLine: { lineStyle: { color: colour("--line") } },
    axisLabel: { color: colour("--quiet"), fontSize: 12 },
    splitLine: { lineStyle: { color: colour("--line") } },
  };
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    color: [colour("--primary"), colour("--done")],
    grid: { left: 32, right: 12, top: 28, bottom: 22 },
    legend: { top: 0, right: 0, icon: "rect", itemWidth: 12, itemHeight: 2, textStyle: { color: colour("--quiet"), fontSize: 12 } },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: colour("--surface"),
      borderColor: colour("--line"),
      textStyle: { color: colour("--text"), fontSize: 12 },
    },
    xAxis: { type: "category", data: curve.map((c) => dayOf(c.day, curve.length)), ...axis },
    yAxis: { type: "value", minInterval: 1, ...axis },
    series: [
      { name: words("figure.consultations"), type: "line", showSymbol: false, data: curve.map((c) => c.consultations) },
      { name: words("figure.declarations"), type: "line", showSymbol: false, data: curve.map((c) => c.declarations) },
    ],
  };
}

/** The period day by day. Drawn on a canvas, whose pop-up text is drawn there too: no markup is made from data. */
export default function Curve({ curve }: { curve: Report["curve"] }) {
  const words = useWords();
  const language = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return;
    const chart = echarts.init(box.current);
    const draw = () => chart.setOption(drawing(curve, words));
    draw();
    const size = new ResizeObserver(() => chart.resize());
    size.observe(box.current);
    // Colours are those of the look that the root element has now; it changes after this is drawn.
    const look = new MutationObserver(draw);
    look.observe(document.documentElement, { attributeFilter: ["data-look"] });
    return () => {
      size.disconnect();
      look.disconnect();
      chart.dispose();
    };
  }, [curve, language, words]);
  return (
    <>
      <div ref={box} className="curve" role="img" aria-label={words("reports.curve")} data-testid="report-curve" />
      {/* The same for who hears the page. */}
      <table className="unseen">
        <caption>{words("reports.curve")}</caption>
        <thead>
          <tr>
            <th>{words("reports.day")}</th>
            <th>{words("figure.consultations")}</th>
            <th>{words("figure.declarations")}</th>
          </tr>
        </thead>
        <tbody>
          {curve.map((c) => (
            <tr key={c.day}>
              <th scope="row">{c.day}</th>
              <td>{count(c.consultations)}</td>
              <td>{count(c.declarations)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
