// The questions of the set-up: save this, and from when; one row of a list, as it is or a new one.

import { html, nothing } from "lit";
import { Ask, choice } from "./ask.js";
import { both } from "./element.js";
import "./setup_ask_day.js";
import { counterFields } from "./setup_ask_counter.js";
import "./setup_rehearsal.js";
import { named, put, select, text, tick } from "./setup_fields.js";
import { MORE } from "./setup_forms.js";
import { fields } from "./setup_table.js";
import { names, t } from "./words.js";

/** question: {looked, rows, draft}; answers {why, from, moves}. */
class AskSave extends Ask {
  static properties = { ...Ask.properties, why: { state: true }, later: { state: true }, from: { state: true }, moves: { state: true } };
  static look = "broad";

  begin() {
    this.why = "";
    this.later = false;
    this.from = "";
    this.moves = {};
  }

  title() {
    return both("setup.save_title");
  }

  confirmKey() {
    return "setup.save_now";
  }

  value() {
    if (this.later && !this.from) return null;
    const chosen = Object.entries(this.moves).filter(([, to]) => to);
    return { why: this.why.trim(), from: this.later ? this.from : null, moves: Object.fromEntries(chosen) };
  }

  hint() {
    return t("setup.day_wanted");
  }

  body() {
    const { looked, rows } = this.question;
    const lines = [["", t("setup.moves_nobody")], ...rows.lines.filter((line) => !line.roll).map((line) => [line.id, names(line.names)])];
    return html`
      <ul class="changes">${looked.changes.map((each) => html`<li>${each}</li>`)}</ul>
      ${looked.warnings.length ? html`<details><summary>${t("setup.warnings", { n: looked.warnings.length })}</summary><ul>${looked.warnings.map(({ where, place, text: said }) => html`<li>${where || place}: ${said}</li>`)}</ul></details>` : nothing}
      ${looked.gone.map(({ line, names: called, waiting }) => html`<div class="gone">
        ${select(t("setup.moves", { line: names(called), n: waiting }), this.moves[line] ?? "", lines, (to) => (this.moves = { ...this.moves, [line]: to }))}</div>`)}
      <div class="choices two" role="radiogroup" aria-label=${t("setup.when")}>
        ${choice({ name: "when", value: "now", first: true, chosen: !this.later, pick: () => (this.later = false) }, both("setup.at_once"))}
        ${choice({ name: "when", value: "later", chosen: this.later, pick: () => (this.later = true) }, both("setup.from_day"))}</div>
      ${this.later ? html`<label class="field short"><span>${t("setup.from_day")}</span><input type="date" .value=${this.from} @input=${(event) => (this.from = event.target.value)}></label>` : nothing}
      ${text(t("setup.why"), this.why, (value) => (this.why = value), { placeholder: t("setup.why_hint") })}
      <p class="past">${t("setup.save_means")}</p>
      <setup-rehearsal .draft=${this.question.draft} .rows=${rows}></setup-rehearsal>`;
  }
}

customElements.define("ask-save", AskSave);

/** question: {title, kind: "line" | "service" | "counter", row, taken: ids, rows, draft}; answers the row, {removed} or null. */
class AskRow extends Ask {
  static properties = { ...Ask.properties, row: { state: true } };
  static look = "broad";

  begin({ row }) {
    this.row = structuredClone(row);
    this.isNew = !row.id;
  }

  confirmKey() {
    return "setup.take";
  }

  value() {
    const { id, names: called } = this.row;
    const known = this.question.taken.includes(id) && this.isNew;
    return id && !known && (this.question.kind === "counter" || called?.zh) ? this.row : null;
  }

  hint() {
    const { id, names: called } = this.row;
    if (!id) return t("setup.id_wanted");
    return this.question.kind === "counter" || called?.zh ? null : t("setup.name_wanted");
  }

  #does = (deed) => {
    deed();
    this.row = { ...this.row };
  };

  body() {
    const { kind, rows, taken, draft } = this.question;
    const given = { rows, usual: {}, choices: draft.choices, does: this.#does };
    const { row } = this;
    return html`<div class="fields">
        <label class="field short"><span>${t("setup.id")}</span><input data-first ?readonly=${!this.isNew} .value=${row.id}
          pattern="[A-Za-z0-9\\-]{1,40}" @input=${(event) => this.#does(() => (row.id = event.target.value.trim()))}></label>
        ${kind === "line" ? text(t("plan.key.prefix"), row.prefix, (value) => this.#does(() => (row.prefix = value.toUpperCase())), { width: "short" }) : nothing}
        ${named(row, this.#does)}</div>
      ${this.isNew && taken.includes(row.id) ? html`<p class="fault">${t("setup.id_taken", { id: row.id })}</p>` : nothing}
      ${kind === "line" ? tick(t("setup.lines.roll"), row.roll, (on) => this.#does(() => put(row, "roll", on || null))) : nothing}
      ${kind === "service" ? this.#service(row, rows) : nothing}
      ${kind === "counter" ? counterFields(row, rows, this.#does) : nothing}
      ${fields(MORE[kind], row, given)}
      ${this.isNew ? nothing : html`<p><button type="button" class="button danger" id="remove-row" @click=${() => this.answer({ removed: true })}>${both("setup.remove")}</button></p>`}`;
  }

  #service(row, rows) {
    const lines = [["", t("setup.services.line_above")], ...rows.lines.map((line) => [line.id, `${line.prefix ?? ""} ${names(line.names)}`])];
    return html`<div class="fields">${select(t("plan.key.line"), row.line ?? "", lines, (value) => this.#does(() => put(row, "line", value)))}</div>`;
  }
}

customElements.define("ask-row", AskRow);
