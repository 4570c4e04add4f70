// Estimates: how good the told waits of the last days were, and a replay of past days, run aside.

import { html, nothing } from "lit";
import "./parts/chart.js";
import { both } from "./parts/element.js";
import { openWords } from "./parts/staff_language.js";
import { StaffPage } from "./parts/staff_page.js";
import { figure, toldTable } from "./parts/told_table.js";
import { follow } from "./parts/trial.js";
import { t, words } from "./parts/words.js";

const SPANS = [1, 7, 30]; // days
const HEADLINE = ["mae", "ratio", "cover80", "below_p90", "interval_score"];
const OWN = ["mae", "rmse", "naive_mae", "ratio", "les_mae", "cover80", "below_p90", "interval_score"];
const RIVALS = ["mae", "naive_mae", "ratio", "les_mae", "gbm_mae", "cover80", "below_p90", "interval_score", "gbm_interval_score"];
const GROUPED = ["mae", "rmse", "cover80", "below_p90", "interval_score"];
const LANES = ["ordinary", "priority", "booked", "helper"];
const REPLAYED = 10; // recorded days a replay begins with, at first

class EstimatesPage extends StaffPage {
  static properties = {
    ...StaffPage.properties, told: { state: true }, days: { state: true }, first: { state: true }, last: { state: true }, trial: { state: true },
  };

  roles = ["manager"];
  titleKey = "estimates.title";

  constructor() {
    super();
    this.told = null;
    this.days = 7;
    this.trial = null; // {state, done, result?, problem?}
  }

  async enter() {
    await this.#read();
    const { recorded, replay } = this.told;
    this.last = recorded[0] ?? "";
    this.first = recorded[Math.min(recorded.length, REPLAYED) - 1] ?? "";
    if (replay) await this.#follow(replay);
  }

  async #read() {
    this.told = await this.api.get(`estimates?days=${this.days}`, { keepTrying: Infinity });
  }

  #follow(id) {
    return this.act(() => follow(this, () => this.api.get(`trials/${id}`), (now) => (this.trial = now)));
  }

  #replay = async () => {
    const begun = await this.act(() => this.api.post("trials/replay", { first: this.first, last: this.last }));
    if (begun) await this.#follow(begun.trial);
  };

  #span(days) {
    this.days = days;
    this.act(() => this.#read());
  }

  content() {
    const { told } = this;
    if (!told) return nothing;
    return html`<main class="records reports estimates">
      <div class="tools"><span class="chips" role="group" aria-label=${t("estimates.span")}>${SPANS.map((days) => html`
        <button class="chip" data-days=${days} aria-pressed=${this.days === days} @click=${() => this.#span(days)}>${both(`estimates.days_${days}`)}</button>`)}</span></div>
      ${this.line()}
      ${told.all.tickets ? this.#own(told) : html`<p class="note">${t("estimates.none")}</p>`}
      ${this.#replays(told)}
    </main>`;
  }

  #own({ first, last, methods, all, by_day: byDay, by_lane: byLane, by_band: byBand }) {
    return html`<h2>${first === last ? first : `${first} – ${last}`}</h2>
      <section class="headline">${HEADLINE.map((name) => html`<details class="card figure"><summary><b>${figure(name, all)}</b>${both(`estimates.${name}`)}</summary>
        <p>${t(`estimates.formula.${name}`)}</p></details>`)}</section>
      ${Object.keys(byDay).length > 1 ? this.#curve(byDay) : nothing}
      <section class="card scroll">${toldTable(all, [this.#lanes(byLane), this.#bands(byBand)], OWN)}</section>
      <p class="past">${t("estimates.method", { method: methods.join("; ") })}</p>`;
  }

  #lanes(of) {
    const order = Object.fromEntries(LANES.filter((lane) => of[lane]).map((lane) => [lane, of[lane]]));
    return ["estimates.by_lane", order, (lane) => t(`common.lane.${lane}`)];
  }

  #bands(of) {
    const order = Object.fromEntries(Object.entries(of).sort(([a], [b]) => parseInt(a, 10) - parseInt(b, 10)));
    return ["estimates.by_band", order, (band) => t("estimates.minutes", { band })];
  }

  #curve(byDay) {
    const days = Object.keys(byDay);
    const percent = (name) => days.map((day) => (byDay[day].tickets ? Math.round(1000 * byDay[day][name]) / 10 : null));
    const option = (color) => ({
      xAxis: { type: "category", data: days.map((day) => day.slice(5)) },
      yAxis: { type: "value", min: 0, max: 100, axisLabel: { formatter: "{value} %" } },
      tooltip: { trigger: "axis" },
      series: [["cover80", "action", 80], ["below_p90", "done", 90]].map(([name, token, meant]) => ({
        type: "line", name: t(`estimates.${name}`), data: percent(name), itemStyle: { color: color(token) }, lineStyle: { width: 3 },
        endLabel: { show: true, formatter: "{a}", color: color(token), fontSize: 14 },
        markLine: { silent: true, symbol: "none", lineStyle: { color: color(token), type: "dashed" }, label: { show: false }, data: [{ yAxis: meant }] },
      })),
      grid: { right: 150 },
    });
    const table = { head: [t("estimates.day"), t("estimates.tickets"), ...GROUPED.map((name) => t(`estimates.${name}`))],
      rows: days.map((day) => [day, byDay[day].tickets, ...GROUPED.map((name) => figure(name, byDay[day]))]) };
    return html`<hall-chart .title=${"estimates.kept"} .formula=${"estimates.kept_formula"} .option=${option} .table=${table} .words=${words.language}></hall-chart>`;
  }

  #replays({ recorded }) {
    const { trial } = this;
    const running = trial?.state === "running";
    const day = (key, value, take) => html`<label class="day">${both(key)} <input class="input" type="date" .value=${value} @change=${(event) => take(event.target.value)}></label>`;
    return html`<section class="card replay" aria-busy=${running}>
      <h2>${both("estimates.replay")}</h2>
      <p>${t("estimates.replay_means")}</p>
      ${recorded.length > 2 ? html`<div class="tools">${day("estimates.first", this.first, (first) => (this.first = first))}${day("estimates.last", this.last, (last) => (this.last = last))}
        <button class="button primary" id="replay" ?disabled=${running || !this.first || !this.last} @click=${this.#replay}>${both("estimates.replay_begin")}</button></div>`
        : html`<p class="note">${t("estimates.too_few", { n: recorded.length })}</p>`}
      ${running ? html`<progress max="1" .value=${trial.done} aria-label=${t("estimates.replay_running")}></progress>` : nothing}
      ${trial?.state === "failed" ? html`<p class="fault" role="alert">${trial.problem.sentence}</p>` : nothing}
      ${trial?.state === "done" ? this.#replayed(trial.result) : nothing}</section>`;
  }

  #replayed(result) {
    const { first, last, days, learned, tickets, method } = result;
    return html`<p role="status">${t("estimates.replayed", { first, last, learned, scored: days - learned, tickets })}</p>
      ${tickets ? html`<div class="scroll">${toldTable(result, [this.#lanes(result.by_lane), this.#bands(result.by_band)], RIVALS)}</div>` : nothing}
      <p class="past">${t("estimates.method", { method })}</p>
      <details><summary>${t("estimates.as_json")}</summary><pre>${JSON.stringify(result, null, 1)}</pre></details>`;
  }
}

await openWords();
customElements.define("estimates-page", EstimatesPage);
