// Overtime of a day: what was served beyond the written hours, by counter and clerk; the bands by booking apart.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import { t } from "./words.js";

/** rows: GET overtime; day: "" for today. */
export class OvertimeTable extends HallElement {
  static properties = { rows: { attribute: false }, day: {}, words: {} };

  render() {
    const { rows } = this;
    if (!rows) return nothing;
    const file = `/api/v1/overtime?format=csv${this.day ? `&day=${this.day}` : ""}`;
    return html`<section class="card"><h2>${both("overtime.title")}</h2><p class="past">${both("overtime.means")}</p>
      ${rows.length ? html`<table><thead><tr><th>${both("log.counter")}</th><th>${both("log.who")}</th><th>${both("overtime.tickets")}</th><th>${both("overtime.minutes")}</th>
          <th>${both("overtime.extended_tickets")}</th><th>${both("overtime.extended_minutes")}</th></tr></thead>
        <tbody>${rows.map((row) => html`<tr data-counter=${row.counter}><td>${t("common.counter", { n: row.counter })}</td><td>${row.by_name || row.by}</td>
          <td class="number">${row.tickets}</td><td class="number">${row.minutes}</td>
          <td class="number">${row.extended_tickets}</td><td class="number">${row.extended_minutes}</td></tr>`)}</tbody></table>
        <p><a class="button" href=${file} download>${both("overtime.csv")}</a></p>`
      : html`<p class="past empty">${both("overtime.none")}</p>`}</section>`;
  }
}

customElements.define("overtime-table", OvertimeTable);
