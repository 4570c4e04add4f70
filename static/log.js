// The log: who moved, cancelled, forced, chose or stopped what, when and why.

import { html, nothing } from "lit";
import { alertText } from "./parts/alerts.js";
import { both } from "./parts/element.js";
import "./parts/overtime_table.js";
import { allServices } from "./parts/services.js";
import { openWords } from "./parts/staff_language.js";
import { StaffPage } from "./parts/staff_page.js";
import { names, t, words } from "./parts/words.js";

const READ_EVERY = 20_000; // milliseconds
/** Groups of what can be asked for -> the kinds the hall keeps. */
const GROUPS = {
  chosen: ["chosen", "below_threshold", "undone"],
  moved: ["transferred", "service_changed"],
  limits: ["beyond_limits"],
  cancelled: ["cancelled", "reprinted"],
  priority: ["priority_granted"],
  forced: ["forced", "took_over"],
  counters: ["counter_closed", "counter_opened"],
  hours: ["hours_extended", "hours_opened", "hours_closed", "hours_undone", "lines_turned", "line_stopped", "counter_wanted"],
  devices: ["device_changed"],
  alerts: ["alert_raised", "alert_acknowledged", "alert_escalated", "alert_ended"],
  hall: ["hall_stopped", "hall_resumed", "announced", "plan_changed", "day_closed", "life_started", "clock_stepped"],
};

class LogPage extends StaffPage {
  static properties = { ...StaffPage.properties, rows: { state: true }, overtime: { state: true }, groups: { state: true }, day: { state: true } };

  roles = ["manager"];
  titleKey = "log.title";

  constructor() {
    super();
    this.rows = null;
    this.groups = [];
    this.day = "";
  }

  #named = {}; // what ids in `change` and reason codes are called: lines, services, reasons

  async enter() {
    const [reasons, services, hall] = await Promise.all(["priority-reasons", "services", "hall-state"].map((path) => this.api.get(path, { keepTrying: Infinity })));
    this.#named = { ...allServices(services), ...Object.fromEntries(hall.lines.map((line) => [line.id, line.names])),
      ...Object.fromEntries(reasons.map(({ code, names: texts }) => [code, texts])) };
    this.follow(() => this.#read(), { every: READ_EVERY });
  }

  async #read() {
    const groups = this.groups.length ? this.groups : Object.keys(GROUPS);
    const asked = new URLSearchParams({ kinds: groups.flatMap((group) => GROUPS[group]).join(",") });
    if (this.day) asked.set("day", this.day);
    [this.rows, this.overtime] = await Promise.all([`log?${asked}`, `overtime${this.day ? `?day=${this.day}` : ""}`].map((path) => this.api.get(path)));
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
          <td class="number">${row.number || nothing}</td><td>${row.counter ? t("common.counter", { n: row.counter }) : row.device ? `${t(`device.kind.${row.device.kind}`)} ${row.device.place}` : nothing}</td>
          <td>${row.by_name || this.#by(row.by)}</td><td class="why">${row.alert ? alertText(row.alert) : nothing}${this.#change(row.change)} ${this.#hours(row.hours)} ${this.#why(row.why)}</td></tr>`)}</tbody></table>
        ${this.rows && !this.rows.length ? html`<p class="past empty">${both("log.nothing")}</p>` : nothing}</section>
      <overtime-table .rows=${this.overtime} .day=${this.day} .words=${words.language}></overtime-table>
    </main>`;
  }

  #kind(row) {
    return words.has(`log.kind.${row.kind}`) ? `log.kind.${row.kind}` : "log.kind.other";
  }

  #by(who) {
    if (who.startsWith("box:")) return t("log.by.device"); // which one stands beside it
    return words.has(`log.by.${who}`) ? t(`log.by.${who}`) : who;
  }

  /** What people wrote stays as it was written; codes and texts in two languages are shown in the page's. */
  #why(why) {
    if (!why) return nothing;
    return typeof why === "object" ? names(why) : names(this.#named[why]) || why;
  }

  #change(change) {
    return change ? html`<span class="past">${this.#name(change.from)} → ${this.#name(change.to)}</span>` : nothing;
  }

  /** How long a change of today's hours made the day. */
  #hours(hours) {
    if (!hours) return nothing;
    if (hours.policy) return t("hours.changed.policy");
    if (hours.line) return `${this.#name(hours.service ?? hours.line)} ${t("stops.from", { time: this.time.text(hours.since) })}`;
    if (hours.minutes) return t("hours.plus", { n: hours.minutes });
    return hours.while_waiting ? t("hours.line_empty") : nothing;
  }

  #name(id) {
    if (id.startsWith("@")) return t("common.counter", { n: id.slice(1) });
    if (words.has(`device.state.${id}`)) return t(`device.state.${id}`);
    return words.has(`common.lane.${id}`) ? t(`common.lane.${id}`) : names(this.#named[id]) || id;
  }
}

await openWords();
customElements.define("log-page", LogPage);
