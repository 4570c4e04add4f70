// The form of the hall itself: its name, a few rules of the queue, its zones.

import { html } from "lit";
import { both, HallElement } from "./element.js";
import { named, namedCells, number, put, remove, text, tick } from "./setup_fields.js";
import { t } from "./words.js";

class SetupHall extends HallElement {
  static properties = { page: { attribute: false }, rows: { attribute: false }, words: {} };

  #does = (deed) => {
    deed();
    this.page.draft.touch();
  };

  #set = (key) => (value) => this.#does(() => put(this.rows, key, value));

  render() {
    const { rows } = this;
    return html`
      <div class="card block"><h2>${both("setup.hall.names")}</h2>
        <div class="fields">${named(rows, this.#does)}
          ${text(t("setup.hall.id"), rows.id, () => {}, { readonly: true })}
          ${text(t("plan.key.timezone"), rows.timezone, () => {}, { readonly: true })}</div>
        <p class="past">${t("setup.hall.fixed")}</p></div>
      <div class="card block"><h2>${both("setup.hall.rules")}</h2>
        <div class="fields">
          ${number(t("plan.key.grace"), rows.grace, this.#set("grace"), { max: 240, placeholder: "10" })}
          ${number(t("plan.key.behind"), rows.behind, this.#set("behind"), { min: 1, max: 99, placeholder: "3" })}
          ${number(t("plan.key.priority_age"), rows.priority_age, this.#set("priority_age"), { min: 50, max: 100, placeholder: "60" })}</div>
        ${tick(t("plan.key.carry_over"), rows.carry_over, (on) => this.#does(() => (rows.carry_over = on)))}</div>
      <div class="card block"><header><h2>${both("plan.key.zones")}</h2>
        <button class="button" @click=${() => this.#does(() => rows.zones.push({ id: this.#free(), names: { zh: t("setup.hall.new_zone") } }))}>${both("setup.add")}</button></header>
        <table><thead><tr><th>${t("setup.id")}</th><th>${t("setup.name_zh")}</th><th>${t("setup.name_en")}</th><th>${t("plan.key.floor")}</th><th></th></tr></thead>
        <tbody>${rows.zones.map((zone, place) => html`<tr>
          <td class="number">${zone.id}</td>${namedCells(zone, this.#does)}
          <td><input class="input short" aria-label=${t("plan.key.floor")} .value=${zone.floor ?? ""} @change=${(event) => this.#does(() => put(zone, "floor", event.target.value.trim()))}></td>
          <td>${remove(zone.id, () => this.#does(() => rows.zones.splice(place, 1)))}</td></tr>`)}</tbody></table></div>`;
  }

  #free() {
    const taken = this.rows.zones.map((zone) => zone.id);
    let n = 1;
    while (taken.includes(String(n))) n += 1;
    return String(n);
  }
}

customElements.define("setup-hall", SetupHall);
