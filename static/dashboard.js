// The manager's dashboard: now in four figures and the floor, today in curves; a desk's page, or a wall's.

import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { about } from "./parts/about.js";
import "./parts/advice.js";
import "./parts/alerts.js";
import "./parts/chart.js";
import { arrivals, funnel, gantt, heatMap, waits } from "./parts/day_charts.js";
import { both } from "./parts/element.js";
import "./parts/manager_floor.js";
import { lineRow } from "./parts/clerk_side.js";
import { openWords } from "./parts/staff_language.js";
import { StaffPage } from "./parts/staff_page.js";
import { t, words } from "./parts/words.js";

const READ_EVERY = 5_000; // milliseconds between readings of what is now
const AT_ONCE = 200; // milliseconds between readings that a hint asked for: a wall shows a call when it is made
const ADVICE_EVERY = 15_000; // milliseconds between readings of advice
const MANY = 48; // counters; of more a wall's tiles are smaller, so that they stand above its edge
const CURVES_EVERY = 30_000; // milliseconds between readings of the day's curves

/** How high a chart is that has a row for each line or counter. */
const sizeFor = (rows) => (rows > 60 ? "tall" : rows > 12 ? "high" : "low");

class DashboardPage extends StaffPage {
  static properties = {
    ...StaffPage.properties, hall: { state: true }, curves: { state: true }, counters: { state: true }, view: { state: true },
    advice: { state: true },
  };

  roles = ["manager"];
  titleKey = "dashboard.title";
  #zones = [];
  #wall = new URLSearchParams(location.search).has("wall");

  constructor() {
    super();
    this.hall = null;
    this.curves = null;
    this.counters = null;
    this.advice = null;
    this.view = "curves";
    if (this.#wall) document.body.classList.add("night", "wall");
  }

  get unattended() {
    return this.#wall;
  }

  async enter() {
    this.api.get("places", { keepTrying: Infinity }).then(({ zones }) => (this.#zones = zones)).then(() => this.requestUpdate());
    this.follow(() => this.#read(), { every: READ_EVERY, pause: AT_ONCE });
    this.#draw();
    this.every(CURVES_EVERY, () => this.#draw());
    this.#ask();
    this.every(ADVICE_EVERY, () => this.#ask());
  }

  async #read() {
    this.hall = await this.api.get("hall-state");
  }

  async #ask() {
    this.advice = (await this.api.get("advice").catch(() => null)) ?? this.advice;
  }

  /** The curves change slowly and cost more: they are read apart, and stay as they are while the hall is away. */
  async #draw() {
    const counters = this.view === "counters";
    const told = await this.api.get(counters ? "dashboard/counters" : "dashboard/curves").catch(() => null);
    if (told) this[counters ? "counters" : "curves"] = told;
  }

  #show(view) {
    this.view = view;
    this.#draw();
  }

  content() {
    if (!this.hall) return html`<main class="alone"><p class="past">${both("common.loading")}</p></main>`;
    const tab = (view) => html`<button class="chip" data-view=${view} aria-pressed=${this.view === view} @click=${() => this.#show(view)}>${both(`dashboard.view_${view}`)}</button>`;
    return html`<main class="dashboard" data-stale=${!this.fresh}>
      <manager-figures .hall=${this.hall} .says=${this.line()} .words=${words.language}></manager-figures>
      ${this.#wall ? nothing : html`<div class="tools"><span class="chips" role="group" aria-label=${t("dashboard.title")}>${tab("curves")}${tab("counters")}</span>
        <a class="button" href="/dashboard?wall">${both("dashboard.wall")}</a></div>`}
      ${this.#wall ? html`<div class="now">${this.#alerts()}${this.#advice()}</div>` : [this.#alerts(), this.#advice()]}
      ${this.view === "counters" ? this.#gantt() : this.#curves()}
    </main>`;
  }

  #alerts() {
    return html`<section class="card attention" data-some="true" ?hidden=${!this.hall.alerts.length}><h2>${both("manager.attention")}</h2>
      <hall-alerts .alerts=${this.hall.alerts} .page=${this} ?may=${!this.#wall} most=${this.#wall ? 2 : 4} .words=${words.language}
        @taken=${() => this.#read()}></hall-alerts></section>`;
  }

  #advice() {
    return this.advice ? html`<hall-advice .told=${this.advice} .page=${this} ?may=${!this.#wall} .words=${words.language} @done=${() => this.#ask()}></hall-advice>` : nothing;
  }

  #curves() {
    if (!this.curves) return html`<p class="past">${both("common.loading")}</p>`;
    const { quarters, heat, speech } = this.curves;
    const lines = this.hall.lines.filter(({ id }) => !id.startsWith("@"));
    // A chart is drawn anew when its own figures change: the hall itself changes several times a second.
    const chart = (name, drawn, figures = this.curves, rows = 0) => guard([figures, words.language], () => {
      const { option, table } = drawn();
      return html`<hall-chart data-size=${sizeFor(rows)} title="dashboard.${name}" formula="dashboard.${name}_formula" .option=${option} .table=${table} .words=${words.language}></hall-chart>`;
    });
    const waited = () => waits(quarters, this.time);
    if (this.#wall) {
      return html`<div class="charts" data-many=${this.hall.counters.length > MANY}>${chart("waits", waited)}
        <manager-floor .hall=${this.hall} .zones=${this.#zones} .time=${this.time} .words=${words.language}></manager-floor></div>`;
    }
    return html`<div class="charts">
      ${chart("waits", waited)}${chart("arrivals_chart", () => arrivals(quarters, this.time))}
      ${chart("heat", () => heatMap(heat, lines), this.curves, lines.length)}${chart("funnel", () => funnel(this.hall.today), JSON.stringify(this.hall.today.states) + this.hall.today.called)}
      <section class="card"><h2>${both("clerk.waiting")} ${about("lines", "dashboard.lines_formula")}</h2><ul class="lines">${this.hall.lines.map(lineRow)}</ul></section>
      <section class="card"><h2>${both("dashboard.speech")} ${about("speech", "dashboard.speech_formula")}</h2><dl class="speech">${Object.entries(speech).map(([kind, n]) => html`
        <div><dt>${both(`dashboard.speech_${kind}`)}</dt><dd class="number">${n}</dd></div>`)}</dl></section></div>`;
  }

  #gantt() {
    if (!this.counters) return html`<p class="past">${both("common.loading")}</p>`;
    return guard([this.counters, words.language], () => {
      const { option, table } = gantt(this.counters, this.hall.counters, this.time);
      return html`<div class="charts whole"><hall-chart data-size=${sizeFor(this.hall.counters.length)} title="dashboard.gantt" formula="dashboard.gantt_formula"
        .option=${option} .table=${table} .words=${words.language}></hall-chart></div>`;
    });
  }
}

await openWords();
customElements.define("dashboard-page", DashboardPage);
