// A form made of a table (setup_forms.js): its cards and fields, each mistake of the draft under what it is about.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import { remove } from "./setup_fields.js";
import { fields, get, servicesOffered, set } from "./setup_table.js";
import { names, t } from "./words.js";

/** A sentence about fields such as {number} shows them as they are written. */
const AS_WRITTEN = new Proxy({}, { get: (_, name) => `{${name}}` });

class SetupForm extends HallElement {
  static properties = { page: { attribute: false }, form: { attribute: false }, rows: { attribute: false }, looked: { attribute: false }, words: {} };

  #does = (deed) => {
    deed();
    this.page.draft.touch();
  };

  render() {
    return html`${servicesOffered(this.rows)}${this.form.map((card) => this.#card(card))}`;
  }

  #card(card) {
    if (card.needs && !this.rows[card.needs]) return nothing;
    const title = html`<h2>${both(card.title)}</h2>`;
    if (card.optional && !get(this.rows, card.at)) {
      return html`<div class="card block"><header>${title}<button class="button" data-begin=${card.at[0]} @click=${() => this.#does(() => (this.rows[card.at[0]] = {}))}>${both("setup.begin")}</button></header>
        <p class="past">${t(card.optional)}</p></div>`;
    }
    const how = card.how ? html`<p class="past">${t(card.how, AS_WRITTEN)}</p>` : nothing;
    const drop = card.optional ? remove(t(card.title), () => this.#does(() => delete this.rows[card.at[0]])) : nothing;
    return html`<div class="card block" data-card=${card.at.join(".") || card.title}>
      ${card.list ? this.#list(card, title, how) : html`<header>${title}${drop}</header>${how}${this.#table(card)}`}</div>`;
  }

  /** One table of the file: a row at a path, or the first level itself. */
  #table(card) {
    const { draft } = this.page;
    const kept = card.optional ? this.rows[card.at[0]] : null;
    const row = card.at.length ? (get(this.rows, card.at) ?? {}) : this.rows;
    const does = (deed) => this.#does(() => {
      deed();
      if (card.at.length) set(this.rows, card.at, Object.keys(row).length || kept ? row : null);
    });
    const given = { rows: this.rows, usual: card.at.length ? get(draft.usual, card.at) : draft.usual, choices: draft.choices, does };
    const specs = typeof card.fields === "function" ? card.fields(this.rows) : card.fields;
    return html`${fields(specs, row, given)}${this.#wrong(card.at, specs.map(({ at }) => at))}`;
  }

  /** A list of rows; a table whose keys are chosen (`map`) is one of pairs. */
  #list(card, title, how) {
    const { draft } = this.page;
    const found = get(this.rows, card.at);
    const list = card.map ? Object.entries(found ?? {}) : (found ?? []);
    const keep = (now) => set(this.rows, card.at, now.length ? (card.map ? Object.fromEntries(now) : now) : null);
    const usual = get(draft.usual, [card.usual ?? card.at.at(-1)]) ?? {};
    const add = () => this.#does(() => keep([...list, card.list === true ? {} : card.list(this.rows, list)]));
    return html`<header>${title}${card.fixed ? nothing : html`<button class="button" data-add=${card.at.at(-1)} @click=${add}>${both("setup.add")}</button>`}</header>${how}
      ${list.length ? nothing : html`<p class="past">${t("setup.none")}</p>`}
      ${list.map((row, place) => html`<fieldset class="several item"><legend>${card.called?.(row, names) ?? place + 1}</legend>
        ${fields(card.fields, row, { rows: this.rows, usual, choices: draft.choices, does: (deed) => this.#does(() => {
          deed();
          keep(list);
        }) })}
        ${this.#wrong([...card.at, card.map ? row[0] : place])}
        ${card.fixed ? nothing : remove(`${t(card.title)} ${place + 1}`, () => this.#does(() => keep(list.filter((each) => each !== row))))}</fieldset>`)}`;
  }

  /** The mistakes at a path, or under some of its keys. */
  #wrong(path, keys = null) {
    const under = (way) => path.every((key, place) => String(way[place]) === String(key))
      && (!keys || keys.some((at) => way[path.length] === undefined || String(way[path.length]) === String(at[0])));
    const found = (this.looked?.mistakes ?? []).filter((each) => each.path.length && under(each.path));
    return found.length ? html`<ul class="fault wrong" role="alert">${found.map(({ text }) => html`<li>${text}</li>`)}</ul>` : nothing;
  }
}

customElements.define("setup-form", SetupForm);
