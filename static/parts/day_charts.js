// The charts of a day: each an option for ECharts and, beside it, the same numbers as a table.

import { names, t } from "./words.js";

const HOUR = 3_600_000; // milliseconds

/** What waiting was like: P50 and P90 of those called in each quarter of an hour. */
export function waits(quarters, time) {
  const at = quarters.map(({ start }) => time.text(start));
  const called = (n) => Number.isFinite(quarters[n]?.p50);
  const symbol = (n) => (called(n - 1) || called(n + 1) ? "none" : "circle"); // a quarter by itself is no line
  const curve = (key, figure, colour) => ({
    name: t(key), type: "line", data: quarters.map((each, n) => ({ value: each[figure], symbol: symbol(n) })),
    color: colour, showAllSymbol: true, symbolSize: 8, lineStyle: { width: 3 }, labelLayout: { moveOverlap: "shiftY" },
    endLabel: { show: true, formatter: "{a}", color: colour, fontSize: 14, lineHeight: 20 },
  });
  return {
    option: (colour) => ({
      tooltip: { trigger: "axis" }, grid: { right: 60 },
      xAxis: { type: "category", data: at, boundaryGap: false }, yAxis: { type: "value", name: t("dashboard.minutes"), min: 0 },
      series: [curve("dashboard.p90", "p90", colour("ink")), curve("dashboard.p50", "p50", colour("action"))],
    }),
    table: {
      head: [t("dashboard.time"), t("dashboard.called"), t("dashboard.p50"), t("dashboard.p90")],
      rows: quarters.map((each, n) => [at[n], each.called, each.p50, each.p90]),
    },
  };
}

/** Who came, against how many the staffed counters can serve. */
export function arrivals(quarters, time) {
  const at = quarters.map(({ start }) => time.text(start));
  return {
    option: (colour) => ({
      tooltip: { trigger: "axis" }, grid: { right: 60 },
      xAxis: { type: "category", data: at }, yAxis: { type: "value", name: t("dashboard.people"), min: 0, minInterval: 1 },
      series: [
        { name: t("dashboard.arrivals"), type: "bar", data: quarters.map((each) => each.arrivals), color: colour("action"), barCategoryGap: "20%" },
        { name: t("dashboard.capacity"), type: "line", step: "middle", data: quarters.map((each) => each.capacity), color: colour("ink"),
          showSymbol: false, lineStyle: { width: 3, type: "dashed" },
          endLabel: { show: true, formatter: "{a}", color: colour("ink"), backgroundColor: colour("card"), offset: [12, 0], fontSize: 14 } },
      ],
    }),
    table: {
      head: [t("dashboard.time"), t("dashboard.arrivals"), t("dashboard.capacity")],
      rows: quarters.map((each, n) => [at[n], each.arrivals, each.capacity]),
    },
  };
}

/** Waits by line and hour of arrival; the darker the longer, with the minutes written in. */
export function heatMap(cells, lines) {
  const hours = [...new Set(cells.map(({ hour }) => hour))].sort((a, b) => a - b);
  const rows = lines.filter(({ id }) => cells.some(({ line }) => line === id)).reverse();
  const found = new Map(cells.map((cell) => [`${cell.line} ${cell.hour}`, cell]));
  const label = (hour) => `${String(hour % 24).padStart(2, "0")}:00`;
  const most = Math.max(30, ...cells.map(({ p90 }) => p90 ?? 0));
  return {
    option: (colour) => ({
      tooltip: { formatter: ({ data }) => `${names(rows[data.value[1]].names)} ${label(hours[data.value[0]])}\n${t("dashboard.heat_cell", { minutes: data.value[2], n: data.arrivals })}` },
      grid: { top: 8 },
      xAxis: { type: "category", data: hours.map(label), splitArea: { show: false } },
      yAxis: { type: "category", data: rows.map((line) => names(line.names)) },
      visualMap: { min: 0, max: most, show: false, inRange: { color: [colour("action-wash"), colour("action")] } },
      series: [{
        type: "heatmap",
        data: rows.flatMap((line, y) => hours.flatMap((hour, x) => {
          const cell = found.get(`${line.id} ${hour}`);
          if (!cell || cell.p90 === null) return [];
          return [{ value: [x, y, cell.p90], arrivals: cell.arrivals, label: { color: cell.p90 > most / 2 ? colour("on-action") : colour("ink") } }];
        })),
        label: { show: true, formatter: ({ value }) => Math.round(value[2]), fontSize: 14 },
        itemStyle: { borderWidth: 2, borderColor: colour("card") },
      }],
    }),
    table: {
      head: [t("dashboard.line"), ...hours.map(label)],
      rows: [...rows].reverse().map((line) => [names(line.names), ...hours.map((hour) => found.get(`${line.id} ${hour}`)?.p90)]),
    },
  };
}

/** What became of the day's numbers. */
export function funnel(today) {
  const left = (today.states?.cancelled ?? 0) + (today.states?.void ?? 0) + (today.states?.expired ?? 0);
  const steps = [["issued", today.issued], ["called", today.called], ["finished", today.finished], ["missed", today.missed], ["left", left]];
  const shown = steps.filter(([, n]) => Number.isFinite(n));
  return {
    option: (colour) => ({
      grid: { right: 56, top: 8 },
      xAxis: { type: "value", show: false, min: 0 },
      yAxis: { type: "category", inverse: true, data: shown.map(([key]) => t(`dashboard.funnel_${key}`)), axisLabel: { color: colour("ink"), fontSize: 16 } },
      series: [{
        type: "bar", barWidth: "62%", label: { show: true, position: "right", fontSize: 16, color: colour("ink") },
        data: shown.map(([key, n]) => ({ value: n, itemStyle: { color: colour(["missed", "left"].includes(key) ? "past" : "action") } })),
      }],
    }),
    table: { head: [t("dashboard.step"), t("dashboard.people")], rows: shown.map(([key, n]) => [t(`dashboard.funnel_${key}`), n]) },
  };
}

/** Each counter's day: at work, paused, serving. Bars are drawn by hand: ECharts has none for this. */
export function gantt({ stretches, served }, counters, time) {
  const row = new Map(counters.map(({ id }, n) => [id, n]));
  const bar = (y, from, until, half, fill) => ({
    type: "rect", shape: { x: from[0], y: from[1] - half * y, width: Math.max(1, until[0] - from[0]), height: 2 * half * y }, style: { fill },
  });
  const series = (name, data, half, fill) => ({
    name, type: "custom", data: data.filter(([counter]) => row.has(counter)).map(([counter, start, end, said]) => [start, end, row.get(counter), said]),
    encode: { x: [0, 1], y: 2 },
    renderItem: (_, api) => bar(api.size([0, 1])[1], api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)]), half, fill),
  });
  const paused = stretches.filter(([, , , reason]) => reason !== null);
  const there = stretches.filter(([, , , reason]) => reason === null);
  const ends = [...stretches, ...served].flatMap(([, start, end]) => [start, end]);
  const minutes = (list, counter) => Math.round(list.filter(([id]) => id === counter).reduce((sum, [, start, end]) => sum + end - start, 0) / 60_000);
  return {
    option: (colour) => ({
      tooltip: { formatter: ({ seriesName, value }) => `${seriesName} ${value[3] ?? ""}\n${time.text(value[0])}–${time.text(value[1])}` },
      grid: { top: 28 },
      xAxis: { type: "time", position: "top", min: Math.floor(Math.min(...ends) / HOUR) * HOUR, max: Math.max(...ends), axisLabel: { formatter: (at) => time.text(at), color: colour("past"), fontSize: 14, hideOverlap: true } },
      yAxis: { type: "category", inverse: true, data: counters.map(({ id }) => id), axisLabel: { color: colour("past"), fontSize: 12, interval: "auto" } },
      series: [
        series(t("dashboard.present"), there, 0.36, colour("sunk")), series(t("dashboard.paused"), paused, 0.36, colour("call")),
        series(t("dashboard.serving"), served, 0.24, colour("action")),
      ],
    }),
    table: {
      head: [t("dashboard.counter"), t("dashboard.present_min"), t("dashboard.paused_min"), t("dashboard.serving_min"), t("dashboard.visits")],
      rows: counters.filter(({ id }) => ends.length && stretches.some(([counter]) => counter === id)).map(({ id }) => [
        id, minutes(there, id), minutes(paused, id), minutes(served, id), served.filter(([counter]) => counter === id).length]),
    },
  };
}
