// Accounts: who may work here, as what, at which counters; passwords are shown once and never again.

import { html, nothing } from "lit";
import { both } from "./parts/element.js";
import "./parts/staff_asks.js";
import { openWords } from "./parts/staff_language.js";
import { StaffPage } from "./parts/staff_page.js";
import { t } from "./parts/words.js";

class StaffPeople extends StaffPage {
  static properties = { ...StaffPage.properties, people: { state: true }, sought: { state: true }, left: { state: true } };

  roles = ["manager"];
  titleKey = "staff.title";
  #counters = [];

  constructor() {
    super();
    this.people = null;
    this.sought = "";
    this.left = false; // whether those who left are listed too
  }

  async enter() {
    this.#counters = (await this.act(() => this.api.get("counters", { keepTrying: Infinity }))) ?? [];
    await this.#read();
  }

  async #read() {
    const people = await this.act(() => this.api.get("staff"));
    if (people) this.people = people;
  }

  #add = async () => {
    const given = await this.part("ask-account").ask({ counters: this.#counters });
    if (!given) return;
    const made = await this.act(() => this.api.post("staff", given), "staff.added", { who: given.full_name });
    if (!made) return;
    await this.#read();
    await this.part("ask-password").ask({ who: given.full_name, name: given.name, password: made.password });
  };

  async #change(account) {
    const given = await this.part("ask-account").ask({ account, counters: this.#counters, mayGive: this.me.principal.sees_clerks });
    if (!given) return;
    if (await this.act(() => this.api.patch(`staff/${account.id}`, given), "staff.changed", { who: account.full_name })) await this.#read();
  }

  async #reset(account) {
    const sure = await this.part("ask-confirm").ask({
      title: t("staff.reset_title", { who: account.full_name }), text: t("staff.reset_means"), confirm: "staff.reset",
    });
    if (!sure) return;
    const made = await this.act(() => this.api.post(`staff/${account.id}/reset`, {}), "staff.was_reset", { who: account.full_name });
    if (made) await this.part("ask-password").ask({ who: account.full_name, name: account.name, password: made.password });
  }

  #csv = async () => {
    if (await this.part("ask-csv").ask({ api: this.api })) await this.#read();
  };

  dialogs() {
    return html`<ask-account></ask-account><ask-password></ask-password><ask-csv></ask-csv>`;
  }

  content() {
    const sought = this.sought.trim().toLowerCase();
    const people = (this.people ?? []).filter((one) => (this.left || one.active !== false) &&
      (!sought || `${one.name} ${one.full_name}`.toLowerCase().includes(sought)));
    return html`<main class="records">
      <div class="tools"><input class="input" placeholder=${t("staff.search")} aria-label=${t("staff.search")} .value=${this.sought}
          @input=${(event) => (this.sought = event.target.value)}>
        <label class="choice"><input type="checkbox" .checked=${this.left} @change=${() => (this.left = !this.left)}><span>${both("staff.with_left")}</span></label>
        <span class="past">${t("staff.shown", { n: people.length })}</span>
        <button id="csv" class="button" @click=${this.#csv}>${both("staff.csv")}</button>
        <button id="add" class="button primary" @click=${this.#add}>${both("staff.add")}</button></div>
      ${this.line()}
      <section class="card"><table>
        <thead><tr><th>${both("staff.full_name")}</th><th>${both("staff.name")}</th><th>${both("staff.role")}</th><th>${both("staff.counters")}</th><th></th></tr></thead>
        <tbody>${people.map((one) => this.#row(one))}</tbody></table>
        ${this.people && !people.length ? html`<p class="past empty">${both("staff.nobody")}</p>` : nothing}</section>
    </main>`;
  }

  #row(one) {
    const counters = one.role !== "clerk" ? "–" : one.counters ? one.counters.join(t("clerk.and")) : t("staff.any_counter");
    return html`<tr data-account=${one.name} data-left=${one.active === false}>
      <td><b>${one.full_name}</b>${one.active === false ? html` <span class="past">${t("staff.left")}</span>` : nothing}</td><td>${one.name}</td>
      <td>${both(`staff.role.${one.role}`)}</td><td class="counters">${counters}</td>
      <td><span class="buttons"><button class="button" data-act="change" @click=${() => this.#change(one)}>${both("staff.change")}</button>
        <button class="button" data-act="reset" @click=${() => this.#reset(one)}>${both("staff.reset")}</button></span></td></tr>`;
  }
}

await openWords();
customElements.define("staff-people", StaffPeople);
