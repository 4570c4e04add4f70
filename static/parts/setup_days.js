// The State Council's notice on the calendar page: whether a year is announced, a list taken in, its mistakes by row.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import { t, words } from "./words.js";

/** The text of a CSV in UTF-8, or in GB18030, as Chinese Excel saves it. */
async function decoded(file) {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

const yearsIn = (csv) => [...new Set([...(csv ?? "").matchAll(/^(\d{4})-/gm)].map(([, year]) => year))];

class SetupDays extends HallElement {
  static properties = { page: { attribute: false }, rows: { attribute: false }, year: {}, provisional: {}, words: {}, wrong: { state: true } };

  constructor() {
    super();
    this.wrong = null; // what the hall said about a list
  }

  #take = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    this.wrong = null;
    const { api, draft } = this.page;
    try {
      const { announced, years } = await api.post("plan/days", { csv: await decoded(file), announced: this.rows.announced ?? "" });
      this.rows.announced = announced;
      draft.touch();
      this.page.say("setup.days.taken", { years: years.join(t("plan.and")) });
    } catch (error) {
      if (!error.sentence) throw error;
      this.wrong = error;
    }
  };

  #drop = () => {
    delete this.rows.announced;
    this.page.draft.touch();
  };

  render() {
    const years = yearsIn(this.rows.announced);
    return html`<div class="card block"><header><h2>${both("setup.days.title")}</h2>
        <label class="button">${both("setup.days.import")}<input id="take-days" class="visually-hidden" type="file" accept=".csv,.txt" @change=${this.#take}></label></header>
      <p class=${this.provisional ? "note" : "past"}>${t(this.provisional ? "setup.days.provisional" : "setup.days.announced", { year: this.year })}</p>
      <p class="past">${t("setup.days.how")}</p>
      ${this.wrong ? html`<div class="fault" role="alert"><p>${this.wrong.sentence}</p>${this.#rows(this.wrong.problem?.rows ?? [])}</div>` : nothing}
      ${years.length ? html`<p>${t("setup.days.has", { years: years.join(t("plan.and")) })} <button class="button quiet" @click=${this.#drop}>${t("setup.days.drop")}</button></p>` : nothing}</div>`;
  }

  #rows(rows) {
    const language = words.language === "en" ? "en" : "zh";
    return html`<ul class="found-list">${rows.map((each) => html`<li>${each.row ? t("setup.days.row", { row: each.row }) : nothing} ${each[language]}</li>`)}</ul>`;
  }
}

customElements.define("setup-days", SetupDays);
