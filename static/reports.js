// Reports: the figures of a day, week, month or year, by service, counter, clerk or hour, and the same as files.

import { html, nothing } from "lit";
import { both } from "./parts/element.js";
import { openWords } from "./parts/staff_language.js";
import { StaffPage } from "./parts/staff_page.js";
import { also, names, t, words } from "./parts/words.js";

const HEADLINE = ["received", "items", "wait_p50", "wait_p90", "kept_pct", "busy_pct", "abandoned_pct"];
const FILES = ["pdf", "xlsx", "csv"];
const DAYS = { day: 1, week: 7 }; // how far the next period is; months and years go by the calendar

class ReportPage extends StaffPage {
  static properties = {
    ...StaffPage.properties, told: { state: true }, kind: { state: true }, by: { state: true }, day: { state: true }, compare: { state: true },
  };

  roles = ["manager"];
  titleKey = "report.page";

  constructor() {
    super();
    this.told = null;
    this.kind = "day";
    this.by = "line";
    this.day = "";
    this.compare = false;
  }

  #known = null; // what can be asked for: {today, kinds, by, figures}

  async enter() {
    this.#known = await this.api.get("reports", { keepTrying: Infinity });
    this.day = this.#known.today;
    await this.#read();
  }

  get #path() {
    return `reports/${this.kind}/${this.day}`;
  }

  async #read() {
    this.told = await this.api.get(`${this.#path}?${new URLSearchParams({ by: this.by, compare: Number(this.compare) })}`);
  }

  #ask(what) {
    Object.assign(this, what);
    if (this.day) this.act(() => this.#read());
  }

  #step(by) {
    const day = new Date(`${this.day}T12:00:00Z`);
    if (DAYS[this.kind]) day.setUTCDate(day.getUTCDate() + by * DAYS[this.kind]);
    else day.setUTCMonth(day.getUTCMonth() + by * (this.kind === "year" ? 12 : 1), 1);
    this.#ask({ day: day.toISOString().slice(0, 10) });
  }

  content() {
    if (!this.#known) return nothing;
    const choice = (key, value, group) => html`<button class="chip" data-choice=${value} aria-pressed=${this[group] === value}
      @click=${() => this.#ask({ [group]: value })}>${both(key)}</button>`;
    return html`<main class="records reports">
      <div class="tools">
        <span class="chips" role="group" aria-label=${t("report.period")}>${this.#known.kinds.map((kind) => choice(`report.kind.${kind}`, kind, "kind"))}</span>
        <span class="when"><button class="button" aria-label=${t("report.previous")} @click=${() => this.#step(-1)}>◀</button>
          <label class="day">${both("report.day")} <input class="input" type="date" .value=${this.day} @change=${(event) => this.#ask({ day: event.target.value })}></label>
          <button class="button" aria-label=${t("report.next")} @click=${() => this.#step(1)}>▶</button></span>
        <label class="choice"><input type="checkbox" .checked=${this.compare} @change=${(event) => this.#ask({ compare: event.target.checked })}> ${both("report.compare")}</label>
      </div>
      <div class="tools"><span class="chips" role="group" aria-label=${t("report.by")}>${this.#known.by.filter((by) => by !== "all").map((by) => choice(`report.by.${by}`, by, "by"))}</span>
        <span class="files">${both("report.download")} ${FILES.map((form) => html`<a class="button" download href=${`/api/v1/${this.#path}.${form}?${this.#asked}`}>${form.toUpperCase()}</a>`)}</span>
        <a class="button quiet" href="/estimates">${both("estimates.title")}</a></div>
      ${this.line()}
      ${this.told ? this.#report(this.told) : nothing}
    </main>`;
  }

  get #asked() {
    return new URLSearchParams({ by: this.by, compare: Number(this.compare), lang: words.language === "en" ? "en" : "zh" });
  }

  #report({ period, rows, total, compared_with: compared }) {
    return html`
      <h2>${t("report.title", { period: period.name })}${compared ? html` <span class="past">· ${compared}</span>` : nothing}</h2>
      <section class="headline">${this.#known.figures.filter(({ figure }) => HEADLINE.includes(figure)).map((known) => html`
        <details class="card figure"><summary><b>${this.#value(known, total.figures)}</b><span>${names(known.names)}</span>
          <span class="past" lang=${words.other}>${also(`report.figure.${known.figure}`)}</span>
          ${total.before ? html`<span class="past">${this.#value(known, total.before)}</span>` : nothing}</summary>
          <p>${names(known.formula)}</p></details>`)}</section>
      <section class="card scroll"><table>
        <thead><tr><th>${both(`report.by.${this.by}`)}</th>${this.#known.figures.map((known) => html`
          <th class="figure" title=${names(known.formula)}>${names(known.names)}${known.unit === "count" ? nothing : html` <small>${this.#unit(known)}</small>`}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr><td>${names(row.names)}</td>${this.#cells(row)}</tr>`)}</tbody>
        <tfoot><tr><td>${names(total.names)}</td>${this.#cells(total)}</tr></tfoot></table>
        ${rows.length ? nothing : html`<p class="past empty">${both("report.empty")}</p>`}</section>
      <details class="card formulas"><summary>${both("report.formulas")}</summary><dl>${this.#known.figures.map((known) => html`
        <dt>${names(known.names)}</dt><dd>${names(known.formula)}</dd>`)}</dl></details>`;
  }

  #cells({ figures, before }) {
    return this.#known.figures.map(({ figure }) => html`<td class="figure">${figures[figure] ?? "–"}${before
      ? html` <small class="past">${before[figure] ?? "–"}</small>` : nothing}</td>`);
  }

  #value(known, figures) {
    const value = figures[known.figure];
    return value === null ? "–" : html`${value}<small> ${this.#unit(known)}</small>`;
  }

  #unit({ unit }) {
    return { minutes: t("report.minutes"), percent: "%" }[unit] ?? "";
  }
}

await openWords();
customElements.define("report-page", ReportPage);
