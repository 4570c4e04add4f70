// The year as a calendar: each day open, by booking or closed; a click on a day changes it.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import "./setup_days.js";
import { names, t, words } from "./words.js";

const AROUND = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const LOOKS = ["open", "booked", "listed", "closed"];

class SetupCalendar extends HallElement {
  static properties = { page: { attribute: false }, rows: { attribute: false }, words: {}, year: { state: true }, days: { state: true }, provisional: { state: true }, at: { state: true } };

  #turn = 0;

  constructor() {
    super();
    this.days = [];
    this.at = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.year = Number(this.page.time.iso().slice(0, 4));
    this.at = this.page.time.iso();
  }

  willUpdate(changed) {
    if (changed.has("rows") || changed.has("year")) this.#read();
  }

  async #read() {
    const turn = (this.#turn += 1);
    const { draft } = this.page;
    // A draft with mistakes keeps the last picture.
    const [days, first] = await Promise.all([draft.year(this.year), draft.day(`${this.year}-01-01`)]).catch(() => []);
    if (!days || turn !== this.#turn) return;
    this.days = days;
    this.provisional = first.provisional;
  }

  async #open(date) {
    this.at = date;
    const told = await this.page.act(() => this.page.draft.day(date));
    if (!told) return;
    const { rows } = this;
    const given = await this.page.part("ask-day").ask({ date, told, calendar: rows.calendar });
    if (!given) return;
    const calendar = { ...rows.calendar };
    const kind = given.remove ?? given.kind;
    calendar[kind] = given.remove ? calendar[kind].filter((_, place) => place !== given.place) : [...(calendar[kind] ?? []), given.row];
    if (!calendar[kind].length) delete calendar[kind];
    if (Object.keys(calendar).length) rows.calendar = calendar;
    else delete rows.calendar;
    this.page.draft.touch();
  }

  #key(event) {
    const step = AROUND[event.key];
    if (!step) return;
    event.preventDefault();
    const place = this.days.findIndex(({ date }) => date === this.at) + step;
    const next = this.days[Math.min(Math.max(place, 0), this.days.length - 1)];
    this.at = next.date;
    this.updateComplete.then(() => this.querySelector(`[data-date="${next.date}"]`)?.focus());
  }

  render() {
    const shown = this.days.some(({ date }) => date === this.at) ? this.at : this.days[0]?.date;
    return html`<div class="card block"><header><h2>${both("setup.section.calendar")}</h2>
        <div class="year"><button class="button" aria-label=${t("setup.calendar.before")} @click=${() => (this.year -= 1)}>‹</button>
          <span><span class="number">${this.year}</span>${this.provisional ? html` <span class="past">${t("setup.calendar.provisional")}</span>` : nothing}</span><button class="button" aria-label=${t("setup.calendar.after")} @click=${() => (this.year += 1)}>›</button></div></header>
      ${this.rows.hours ? nothing : html`<p class="note">${t("setup.calendar.no_hours")}</p>`}
      <ul class="legend">${LOOKS.map((look) => html`<li><span class="day-sign" data-open=${look}></span>${t(`setup.look.${look}`)}</li>`)}
        <li><span class="mark">班</span>${t("setup.look.make-up")}</li><li><span class="mark rest">休</span>${t("setup.look.holiday")}</li>
        <li><span class="own">●</span>${t("setup.look.own")}</li></ul>
      <div class="months" aria-busy=${Number(shown?.slice(0, 4)) !== this.year} @keydown=${(event) => this.#key(event)}>${Array.from({ length: 12 }, (_, month) => this.#month(month, shown))}</div></div>
      <setup-days .page=${this.page} .rows=${this.rows} .year=${this.year} .provisional=${this.provisional} .words=${words.language}></setup-days>`;
  }

  #month(month, shown) {
    const days = this.days.filter(({ date }) => Number(date.slice(5, 7)) === month + 1);
    const heads = t("setup.calendar.heads").split(" ");
    const first = days.length ? (new Date(`${days[0].date}T00:00Z`).getUTCDay() + 6) % 7 : 0;
    return html`<section class="month" aria-label=${t("hours.months").split(" ")[month]}><h3>${t("hours.months").split(" ")[month]}</h3>
      <div class="weeks">${heads.map((head) => html`<span class="head" aria-hidden="true">${head}</span>`)}
        ${Array.from({ length: first }, () => html`<span></span>`)}
        ${days.map((day) => html`<button class="date" data-date=${day.date} data-open=${day.open ?? "closed"} tabindex=${day.date === shown ? 0 : -1}
          aria-label=${this.#said(day)} title=${day.names ? names(day.names) : nothing} @click=${() => this.#open(day.date)}>
          ${Number(day.date.slice(8))}${day.kind === "make-up" ? html`<span class="mark">班</span>` : day.kind === "holiday" ? html`<span class="mark rest">休</span>` : nothing}
          ${day.changed ? html`<span class="own">●</span>` : nothing}</button>`)}</div></section>`;
  }

  #said(day) {
    return [day.date, t(`setup.look.${day.open ?? "closed"}`), day.names && names(day.names)].filter(Boolean).join(", ");
  }
}

customElements.define("setup-calendar", SetupCalendar);
