// One day of the calendar: what it is like, what makes it so, and a closure, an opening or a special day added.

import { html, nothing } from "lit";
import { Ask, choice } from "./ask.js";
import { both } from "./element.js";
import { bandsIn, bandsText, bandsValue, put, text } from "./setup_fields.js";
import { names, t } from "./words.js";

const KINDS = ["closures", "openings", "off", "work"];

/**
 * question: {date, told, calendar}: the day as the hall tells it, and the calendar's rows.
 * Answers {kind: "closures" | "openings" | "days", row}, {remove: kind, place}, or null.
 */
class AskDay extends Ask {
  static properties = { ...Ask.properties, kind: { state: true }, row: { state: true }, at: { state: true } };
  static look = "broad";

  begin({ date }) {
    this.kind = null;
    this.at = "";
    this.row = { first: date, last: date, names: { zh: "" } };
  }

  title() {
    return this.question.date;
  }

  confirmKey() {
    return "setup.take";
  }

  value() {
    const { kind, row } = this;
    const called = { zh: row.names.zh.trim(), ...(row.names.en ? { en: row.names.en } : {}) };
    const bands = bandsIn(this.at);
    if (!kind || !called.zh || (kind === "openings" && !bands.length)) return null;
    if (kind === "off" || kind === "work") return { kind: "days", row: { date: row.first, off: kind === "off", names: called } };
    const made = { first: row.first };
    if (row.last && row.last !== row.first) made.last = row.last;
    if (bands.length) made.at = bandsValue(bands);
    if (row.counters?.length) made.counters = row.counters;
    return { kind, row: { ...made, names: called } };
  }

  hint() {
    if (!this.kind) return t("setup.calendar.choose");
    if (!this.row.names.zh.trim()) return t("setup.name_wanted");
    return t("setup.calendar.hours_wanted");
  }

  #does = (deed) => {
    deed();
    this.row = { ...this.row };
  };

  body() {
    const { told } = this.question;
    const { row, kind } = this;
    const dated = kind === "closures" || kind === "openings";
    return html`<p class="note">${names(told.sentence)}</p>
      ${told.provisional ? html`<p class="note">${t("setup.provisional", { year: told.date.slice(0, 4) })}</p>` : nothing}
      ${this.#present()}
      <fieldset class="several"><legend>${t("setup.calendar.add")}</legend><div class="choices two" role="radiogroup">
        ${KINDS.map((each) => choice({ name: "kind", value: each, chosen: kind === each, pick: (value) => (this.kind = value) }, both(`setup.calendar.${each}`)))}</div></fieldset>
      ${kind ? html`<div class="fields">
        ${this.#name("zh", "setup.name_zh")}${this.#name("en", "setup.name_en")}
        ${dated ? html`<label class="field short"><span>${t("plan.key.last")}</span><input type="date" min=${row.first} .value=${row.last}
            @change=${(event) => this.#does(() => (row.last = event.target.value))}></label>
          <label class="field"><span>${t(kind === "openings" ? "plan.key.at" : "setup.calendar.at")}</span><input .value=${this.at} placeholder="9:00-12:00"
            @input=${(event) => (this.at = event.target.value)}></label>
          ${text(t("setup.calendar.counters"), row.counters?.join(" "), (value) => this.#does(() => put(row, "counters", value ? value.split(/[\s,，、]+/) : null)), { placeholder: t("setup.calendar.everybody") })}` : nothing}</div>` : nothing}`;
  }

  #name(language, key) {
    return html`<label class="field"><span>${t(key)}</span><input .value=${this.row.names[language] ?? ""}
      @input=${(event) => this.#does(() => put(this.row.names, language, event.target.value))}></label>`;
  }

  /** What the calendar already says of this day, each with a way to take it out. */
  #present() {
    const { date, calendar } = this.question;
    const rows = ["closures", "openings"].flatMap((kind) => (calendar?.[kind] ?? []).map((row, place) => ({ kind, row, place })))
      .filter(({ row }) => row.first <= date && date <= (row.last ?? row.first));
    rows.push(...(calendar?.days ?? []).map((row, place) => ({ kind: "days", row, place })).filter(({ row }) => row.date === date));
    return rows.length ? html`<ul class="present">${rows.map(({ kind, row, place }) => html`<li>
      <span><b>${t(`plan.of.${kind}`)}</b> ${names(row.names)} <span class="past">${row.date ?? row.first}${row.last ? ` – ${row.last}` : ""} ${bandsText(row.at)} ${(row.counters ?? []).join(t("plan.and"))}</span></span>
      <button type="button" class="button" @click=${() => this.answer({ remove: kind, place })}>${t("setup.remove")}</button></li>`)}</ul>` : nothing;
  }
}

customElements.define("ask-day", AskDay);
