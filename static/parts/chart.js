// A chart with its table twin: drawn by ECharts in the page's own colours, read aloud and copied as a table.

import { html, nothing } from "lit";
import * as echarts from "/static/vendor/echarts/echarts.esm.min.mjs";
import { about } from "./about.js";
import { both, HallElement } from "./element.js";
import { t } from "./words.js";

/** The value of a colour token where this element stands, so that a chart follows the page's ground. */
export const token = (element, name) => getComputedStyle(element).getPropertyValue(`--${name}`).trim();

/**
 * title   key of its name; `formula`: key of the sentence that says how it is made
 * option  a function of colour -> ECharts option; called again when the data or the ground change
 * table   {head: [text], rows: [[text]]}, the same numbers
 */
export class HallChart extends HallElement {
  static properties = {
    title: {}, formula: {}, option: { attribute: false }, table: { attribute: false }, asTable: { state: true }, words: {},
  };

  #chart = null;
  #watch = new ResizeObserver(() => this.#chart?.resize());

  constructor() {
    super();
    this.asTable = false;
    this.table = { head: [], rows: [] };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#watch.disconnect();
    this.#chart?.dispose();
    this.#chart = null;
  }

  render() {
    return html`<section class="card chart">
      <header><h2>${both(this.title)}</h2>
        ${about(this.title, this.formula)}
        <button class="button quiet" aria-pressed=${this.asTable} @click=${() => (this.asTable = !this.asTable)}>${both(
          this.asTable ? "dashboard.as_chart" : "dashboard.as_table")}</button></header>
      <div class="drawn" role="img" aria-label=${t(this.title)} ?hidden=${this.asTable}></div>
      <div class=${this.asTable ? "scroll" : "visually-hidden"}><table>
        <thead><tr>${this.table.head.map((text) => html`<th>${text}</th>`)}</tr></thead>
        <tbody>${this.table.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell ?? "–"}</td>`)}</tr>`)}</tbody></table></div>
      ${this.table.rows.length ? nothing : html`<p class="past empty">${both("dashboard.nothing_yet")}</p>`}
    </section>`;
  }

  updated() {
    const place = this.querySelector(".drawn");
    if (this.asTable || !this.table.rows.length) return;
    if (!this.#chart) {
      this.#chart = echarts.init(place, null, { renderer: "canvas" });
      this.#watch.observe(place);
    }
    this.#chart.setOption(this.#dressed(this.option((name) => token(this, name))), { notMerge: true });
  }

  /** What every chart shares: our type and colours, tooltips drawn in the canvas (no style attributes), no motion. */
  #dressed(option) {
    const ink = token(this, "ink");
    const past = token(this, "past");
    const line = token(this, "hairline");
    const axis = (given) => given && {
      axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { color: past, fontSize: 14, hideOverlap: true },
      splitLine: { lineStyle: { color: line } }, nameTextStyle: { color: past, fontSize: 14 }, ...given,
    };
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(this).fontFamily, color: ink },
      ...option,
      grid: { left: 4, right: 16, top: 36, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel", ...option.grid },
      tooltip: { renderMode: "richText", confine: true, textStyle: { fontSize: 14 }, ...option.tooltip },
      xAxis: axis(option.xAxis),
      yAxis: axis(option.yAxis),
    };
  }
}

customElements.define("hall-chart", HallChart);
