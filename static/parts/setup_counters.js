// The form of counters: every counter with its kind, zone, lines and hours; one opened has all that can be said of it.

import { html } from "lit";
import { both, HallElement } from "./element.js";
import { lineOf } from "./setup_ask_counter.js";
import { names, t } from "./words.js";

class SetupCounters extends HallElement {
  static properties = { page: { attribute: false }, rows: { attribute: false }, words: {}, sought: { state: true } };

  constructor() {
    super();
    this.sought = "";
  }

  async #ask(row) {
    const { counters } = this.rows;
    const place = counters.indexOf(row);
    const given = await this.page.part("ask-row").ask({ kind: "counter", rows: this.rows, draft: this.page.draft, taken: counters.map((counter) => counter.id), row,
      title: row.id ? `${t("plan.of.counters")} ${row.id}` : t("setup.counters.add") });
    if (!given) return;
    if (given.removed) counters.splice(place, 1);
    else if (place < 0) counters.push(given);
    else counters[place] = given;
    this.page.draft.touch();
  }

  #add = () => {
    const last = Math.max(0, ...this.rows.counters.map((counter) => Number(counter.id)).filter(Number.isFinite));
    // The id stays open until it is taken: a counter is called by its number.
    return this.#ask({ id: "", zone: this.rows.zones[0].id, lines: [], next: last + 1 });
  };

  render() {
    const { rows } = this;
    const sought = this.sought.trim().toLowerCase();
    const lines = Object.fromEntries(rows.lines.map((line) => [line.id, line]));
    const zones = Object.fromEntries(rows.zones.map((zone) => [zone.id, names(zone.names)]));
    const shown = rows.counters.filter((counter) => !sought || [counter.id, counter.kind, zones[counter.zone], names(counter.names), ...(counter.lines ?? []).map(lineOf)]
      .join(" ").toLowerCase().includes(sought));
    return html`<div class="card block"><header><h2>${both("setup.section.counters")}</h2>
        <input class="input" placeholder=${t("clerk.search")} aria-label=${t("clerk.search")} .value=${this.sought} @input=${(event) => (this.sought = event.target.value)}>
        <button id="add-counter" class="button" @click=${this.#add}>${both("setup.add")}</button></header>
      <table class="picks"><thead><tr><th>${t("plan.of.counters")}</th><th>${t("plan.key.kind")}</th><th>${t("plan.key.zone")}</th><th>${t("plan.key.lines")}</th><th>${t("plan.key.hours")}</th><th></th></tr></thead>
      <tbody>${shown.map((counter) => html`<tr data-counter=${counter.id}>
        <td class="number">${counter.id}</td><td>${counter.kind ?? "综合受理"}</td><td>${zones[counter.zone] ?? counter.zone}</td>
        <td><span class="pulls">${(counter.lines ?? []).map((pull) => html`<span class="pull"><b class="badge">${lines[lineOf(pull)]?.prefix || "?"}</b>${names(lines[lineOf(pull)]?.names ?? lineOf(pull))}${pull.threshold ? html` <span class="past">≥ ${Math.round(pull.threshold * 100)} %</span>` : ""}</span>`)}</span></td>
        <td>${counter.hours ?? t("setup.hours.hall")}${counter.valid ? html` <span class="past">${counter.valid.first} – ${counter.valid.last}</span>` : ""}</td>
        <td><button class="button" @click=${() => this.#ask(counter)}>${both("setup.edit")}</button></td></tr>`)}</tbody></table></div>`;
  }
}

customElements.define("setup-counters", SetupCounters);
