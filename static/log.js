// The log: who moved, cancelled, forced, chose or stopped what, when and why.

import { html, nothing } from "lit";
import { both } from "./parts/element.js";
import { openWords } from "./parts/staff_language.js";
import { StaffPage } from "./parts/staff_page.js";
import { t, words } from "./parts/words.js";

const READ_EVERY = 20_000; // milliseconds
/** Groups of what can be asked for -> the kinds the hall keeps. */
const GROUPS = {
  chosen: ["chosen"],
  moved: ["moved", "transferred", "service_changed"],
  cancelled: ["cancelled"],
  priority: ["priority_granted"],
  forced: ["forced"],
  counters: ["counter_closed", "counter_opened", "paused", "reopened"],
  hall: ["hall_stopped", "hall_resumed", "announced"],
};

class LogPage extends StaffPage {
  static properties = { ...StaffPage.properties, rows: { state: true }, groups: { state: true }, day: { state: true } };

  roles = ["manager"];
  titleKey = "log.title";

  constructor() {
    super();
    this.rows = null;
    this.groups = [];
    this.day = "";
  }

  enter() {
    this.follow(() => this.#read(), { every: READ_EVERY });
  }

  async #read() {
    const kinds = this.groups.flatMap((group) => GROUPS[group]);
    const asked = new URLSearchParams();
    if (kinds.length) asked.set("kinds", kinds.join(","));
    if (this.day) asked.set("day", this.day);
    this.rows = await this.api.get(`log?${asked}`);
  }

  #ask(what) {
    Object.assign(this, what);
    this.act(() => this.#read());
  }

  content() {
    const turn = (group) => this.#ask({
      groups: this.groups.includes(group) ? this.groups.filter((each) => each !== group) : [...this.groups, group],
    });
    return html`<main class="records">
      <div class="tools"><span class="chips" role="group" aria-label=${t("log.filter")}>${Object.keys(GROUPS).map((group) => html`
          <button class="chip" data-group=${group} aria-pressed=${this.groups.includes(group)} @click=${() => turn(group)}>${both(`log.group.${group}`)}</button>`)}</span>
        <label class="day">${both("log.day")} <input class="input" type="date" .value=${this.day} @change=${(event) => this.#ask({ day: event.target.value })}></label>
      </div>
      ${this.line()}
      <section class="card"><table>
        <thead><tr><th>${both("log.at")}</th><th>${both("log.what")}</th><th>${both("manager.number")}</th><th>${both("log.counter")}</th><th>${both("log.who")}</th><th>${both("log.why")}</th></tr></thead>
        <tbody>${(this.rows ?? []).map((row) => html`<tr data-kind=${row.kind}>
          <td class="past">${this.time.text(row.at, { seconds: true })}</td><td><b>${both(this.#kind(row))}</b></td>
          <td class="number">${row.number || nothing}</td><td>${row.counter ? t("common.counter", { n: row.counter }) : nothing}</td>
          <td>${row.by_name || row.by}</td><td class="why">${this.#why(row.why)}</td></tr>`)}</tbody></table>
        ${this.rows && !this.rows.length ? html`<p class="past empty">${both("log.nothing")}</p>` : nothing}</section>
    </main>`;
  }

  #kind(row) {
    return words.has(`log.kind.${row.kind}`) ? `log.kind.${row.kind}` : "log.kind.other";
  }

  /** Texts in two languages come as they were given. */
  #why(why) {
    if (!why) return nothing;
    return typeof why === "object" ? why.zh ?? why.en : why;
  }
}

await openWords();
customElements.define("log-page", LogPage);
