// The form of hours: for each timetable a week of bands, drawn beside what is typed; seasons, festivals, midday.

import { html, nothing, svg } from "lit";
import { both, HallElement } from "./element.js";
import { bandsIn, bandsText, bandsValue, namedCells, number, put, remove, select, text } from "./setup_fields.js";
import { names, t } from "./words.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const KINDS = ["week", "booked", "listed"];
const FROM = 6, TO = 22; // hours of the day that are drawn

/** The bands of each weekday of a table that names days as "mon-fri" or "mon, wed". */
function byDay(week = {}) {
  const days = Object.fromEntries(DAYS.map((day) => [day, []]));
  for (const [key, bands] of Object.entries(week)) {
    for (const part of key.split(",")) {
      const [first, last = first] = part.split("-").map((word) => word.trim());
      for (let n = DAYS.indexOf(first); n >= 0 && n <= DAYS.indexOf(last); n += 1) days[DAYS[n]].push(...[bands].flat());
    }
  }
  return days;
}

/** The same back, days in a row with the same bands under one key; null when no day has any. */
function together(days) {
  const week = {};
  for (let n = 0; n < DAYS.length; n += 1) {
    const bands = days[DAYS[n]];
    let last = n;
    while (last < 6 && bandsText(days[DAYS[last + 1]]) === bandsText(bands)) last += 1;
    if (bands.length) week[n === last ? DAYS[n] : `${DAYS[n]}-${DAYS[last]}`] = bandsValue(bands);
    n = last;
  }
  return Object.keys(week).length ? week : null;
}

const minutes = (time) => Number(time.split(":")[0]) * 60 + Number(time.split(":")[1]);

class SetupHours extends HallElement {
  static properties = { page: { attribute: false }, rows: { attribute: false }, words: {}, chosen: { state: true } };

  constructor() {
    super();
    this.chosen = "";
  }

  #does = (deed) => {
    deed();
    this.page.draft.touch();
  };

  #begin = () => this.#does(() => (this.rows.hours = { week: { "mon-fri": ["9:00-12:00", "13:30-17:30"] } }));

  #add = () => this.#does(() => {
    const { hours } = this.rows;
    const name = `late${Object.keys(hours.named ?? {}).length + 1}`;
    hours.named = { ...hours.named, [name]: { week: { tue: "17:00-20:00" } } };
    this.chosen = name;
  });

  #removeNamed() {
    this.#does(() => {
      delete this.rows.hours.named[this.chosen];
      if (!Object.keys(this.rows.hours.named).length) delete this.rows.hours.named;
      this.chosen = "";
    });
  }

  render() {
    const { hours } = this.rows;
    if (!hours) {
      return html`<div class="card block"><h2>${both("setup.section.hours")}</h2><p class="note">${both("setup.hours.always")}</p>
        <p><button id="give-hours" class="button primary" @click=${this.#begin}>${both("setup.hours.begin")}</button></p></div>`;
    }
    const table = (this.chosen && hours.named?.[this.chosen]) || hours;
    const own = table !== hours;
    const timetables = [["", t("setup.section.hall")], ...Object.keys(hours.named ?? {}).map((name) => [name, name])];
    return html`
      <div class="card block"><header><h2>${both("setup.section.hours")}</h2>
          ${select(t("setup.hours.timetable"), own ? this.chosen : "", timetables, (value) => (this.chosen = value), { width: "inline" })}
          <button class="button" @click=${this.#add}>${both("setup.hours.add_named")}</button></header>
        ${own ? html`<p class="past">${t("setup.hours.keeps", { n: this.rows.counters.filter((counter) => counter.hours === this.chosen).map((counter) => counter.id).join(t("plan.and")) || "–" })}
          ${remove(this.chosen, () => this.#removeNamed())}</p>` : nothing}
        ${this.#week(table)}
        <div class="fields">
          ${text(t("plan.key.holidays"), bandsText(table.holidays), (value) => this.#does(() => put(table, "holidays", value ? bandsValue(bandsIn(value)) : null)), { placeholder: t("setup.hours.closed") })}
          ${select(t("plan.key.make_up_days"), table.make_up_days ?? "mon", DAYS.map((day, n) => [day, t("hours.weekdays").split(" ")[n]]), (value) => this.#does(() => (table.make_up_days = value)))}
        </div></div>
      ${this.#seasons(table)}
      ${own ? nothing : this.#noon(hours)}`;
  }

  #week(table) {
    const weeks = Object.fromEntries(KINDS.map((kind) => [kind, byDay(table[kind])]));
    return html`<table class="week"><thead><tr><th></th>${KINDS.map((kind) => html`<th>${t(`setup.hours.${kind}`)}</th>`)}<th aria-hidden="true">${this.#scale()}</th></tr></thead>
      <tbody>${DAYS.map((day, n) => html`<tr><th scope="row">${t("hours.weekdays").split(" ")[n]}</th>
        ${KINDS.map((kind) => html`<td><input class="input" data-kind=${kind} data-day=${day} aria-label=${`${t("hours.weekdays").split(" ")[n]} ${t(`setup.hours.${kind}`)}`}
          .value=${bandsText(weeks[kind][day])} placeholder="–" @change=${(event) => this.#does(() => {
            weeks[kind][day] = bandsIn(event.target.value);
            put(table, kind, together(weeks[kind]));
          })}></td>`)}
        <td aria-hidden="true">${this.#drawn(KINDS.map((kind) => weeks[kind][day]))}</td></tr>`)}</tbody></table>`;
  }

  #scale() {
    return html`<svg class="bands" viewBox="0 0 160 12">${[8, 12, 16, 20].map((hour) => svg`<text x=${(hour - FROM) * 10} y="10">${hour}</text>`)}</svg>`;
  }

  #drawn(kinds) {
    const place = (time) => Math.min(Math.max((minutes(time) / 60 - FROM) * 10, 0), (TO - FROM) * 10);
    return html`<svg class="bands" viewBox="0 0 160 12"><rect class="ground" width="160" height="12" rx="3"/>
      ${kinds.flatMap((bands, n) => bands.filter((band) => /^\d+:\d\d-\d+:\d\d$/.test(band)).map((band) => {
        const [start, end] = band.split("-").map(place);
        return svg`<rect data-kind=${KINDS[n]} x=${start} y="1" width=${Math.max(end - start, 0)} height="10" rx="2"/>`;
      }))}</svg>`;
  }

  #seasons(table) {
    const seasons = table.seasons ?? [];
    const add = () => this.#does(() => (table.seasons = [...seasons, { names: { zh: "夏季作息", en: "Summer hours" }, first: "06-01", last: "09-30",
      week: { "mon-fri": ["8:00-12:00", "15:00-18:00"] } }]));
    return html`<div class="card block"><header><h2>${both("setup.hours.seasons")}</h2><button class="button" @click=${add}>${both("setup.add")}</button></header>
      ${seasons.length ? nothing : html`<p class="past">${t("setup.hours.no_season")}</p>`}
      ${seasons.map((season, place) => html`<details ?open=${seasons.length === 1}><summary>${names(season.names) || season.first} · ${season.first} – ${season.last}</summary>
        <table><tbody><tr>${namedCells(season, this.#does)}
          <td>${text(t("plan.key.first"), season.first, (value) => this.#does(() => (season.first = value)), { width: "short" })}</td>
          <td>${text(t("plan.key.last"), season.last, (value) => this.#does(() => (season.last = value)), { width: "short" })}</td>
          <td>${remove(names(season.names), () => this.#does(() => {
            seasons.splice(place, 1);
            if (!seasons.length) delete table.seasons;
          }))}</td></tr></tbody></table>${this.#week(season)}</details>`)}</div>`;
  }

  #noon(hours) {
    const set = (key) => (value) => this.#does(() => {
      hours.noon = { ...hours.noon };
      put(hours.noon, key, value);
      if (!Object.keys(hours.noon).length) delete hours.noon;
    });
    return html`<div class="card block"><h2>${both("plan.key.noon")}</h2><div class="fields">
      ${text(t("plan.key.at"), hours.noon?.at, (value) => set("at")(bandsIn(value)[0] ?? null), { placeholder: "12:00-14:00", width: "short" })}
      ${number(t("setup.hours.noon_share"), hours.noon?.share === undefined ? null : Math.round(hours.noon.share * 100), (value) => set("share")(value === null ? null : value / 100), { min: 1, max: 100, placeholder: "25" })}
    </div></div>`;
  }
}

customElements.define("setup-hours", SetupHours);
