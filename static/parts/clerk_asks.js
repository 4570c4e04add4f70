// The clerk's own questions: how a ticket ended, where it goes next, and a note on it.

import { html, nothing } from "lit";
import { Ask, choice } from "./ask.js";
import { both, bothNames } from "./element.js";
import { names, t } from "./words.js";

/** What the hall calls an outcome -> its word key; on the digits in this order. */
export const OUTCOMES = [
  ["办结", "outcome.done"], ["受理", "outcome.accepted"], ["收件", "outcome.received"],
  ["一次性告知", "outcome.advised"], ["转办", "outcome.passed_on"],
];
const MOST_ITEMS = 99;

/**
 * question: {number, next: names of the stage that follows, ready: minutes until its result, items: how many to
 * begin with}; answers {outcome, items}
 * and onward with ready_in. Digits choose, plus and minus count, 0 hands on or ends here, Enter confirms.
 */
export class AskFinish extends Ask {
  static properties = { ...Ask.properties, outcome: { state: true }, items: { state: true }, onward: { state: true } };

  begin({ next, items }) {
    this.onward = Boolean(next);
    [this.outcome] = OUTCOMES[this.onward ? 1 : 0];
    this.items = items || 1;
  }

  title() {
    return html`${both("clerk.finish_title")} <span class="number">${this.question.number}</span>`;
  }

  confirmKey() {
    return "clerk.finish";
  }

  value() {
    const { ready } = this.question;
    const on = this.onward ? { onward: true, ...(ready ? { ready_in: ready } : {}) } : {};
    return { outcome: this.outcome, items: this.items, ...on };
  }

  keydown(event) {
    const picked = OUTCOMES[Number(event.key) - 1];
    if (picked) [this.outcome] = picked;
    else if (event.key === "0" && this.question.next) this.onward = !this.onward;
    else if (event.key === "+" || event.key === "=") this.#count(1);
    else if (event.key === "-") this.#count(-1);
    else return;
    event.preventDefault();
  }

  #count(by) {
    this.items = Math.min(Math.max(this.items + by, 1), MOST_ITEMS);
  }

  #stages() {
    const { next, ready } = this.question;
    const way = (onward, key) => choice({ name: "onward", value: String(onward), chosen: this.onward === onward,
      pick: () => (this.onward = onward) }, both(key));
    return html`<div class="choices two" role="radiogroup" aria-label=${t("clerk.next_stage")}>
        ${way(true, "clerk.hand_on")}${way(false, "clerk.ends_here")}</div>
      <p class="past">${this.onward ? t("clerk.hand_on_means", { line: names(next) }) : t("clerk.ends_here_means")}
        ${this.onward && ready ? t("clerk.ready_in", { n: ready }) : ""} <kbd>0</kbd></p>`;
  }

  body() {
    return html`<div class="choices" role="radiogroup" aria-label=${t("clerk.outcome")}>
        ${OUTCOMES.map(([value, key], place) => choice({ name: "outcome", value, digit: place + 1, first: place === 0,
          chosen: this.outcome === value, pick: () => (this.outcome = value) }, both(key)))}</div>
      ${this.question.next ? this.#stages() : nothing}
      <div class="counted"><span>${both("clerk.items")}</span>
        <button type="button" class="button" aria-label=${t("clerk.fewer")} @click=${() => this.#count(-1)}>−</button>
        <output class="number">${this.items}</output>
        <button type="button" class="button" aria-label=${t("clerk.more_items")} @click=${() => this.#count(1)}>+</button>
        <span class="past"><kbd>−</kbd> <kbd>+</kbd></span></div>`;
  }
}

customElements.define("ask-finish", AskFinish);

/** question: {number, lines, counters, or null to offer only lines}; answers {line | counter, place}. */
export class AskTransfer extends Ask {
  static properties = { ...Ask.properties, to: { state: true }, target: { state: true }, place: { state: true } };

  begin() {
    this.to = "line";
    this.target = null;
    this.place = "front";
  }

  title() {
    return html`${both("clerk.transfer")} <span class="number">${this.question.number}</span>`;
  }

  confirmKey() {
    return "clerk.transfer";
  }

  value() {
    return this.target ? { [this.to]: this.target, place: this.place } : null;
  }

  body() {
    const rows = this.to === "line" ? this.question.lines : this.question.counters;
    const turn = (to) => ((this.to = to), (this.target = null));
    const tab = (to, key) => choice({ name: "to", value: to, chosen: this.to === to, first: to === "line", pick: turn }, both(key));
    const place = (value, key) => choice({ name: "place", value, chosen: this.place === value, pick: () => (this.place = value) }, both(key));
    const tabs = html`<div class="choices two" role="radiogroup" aria-label=${t("clerk.to")}>
      ${tab("line", "clerk.to_line")}${tab("counter", "clerk.to_counter")}</div>`;
    return html`${this.question.counters ? tabs : nothing}
      <div class="rows" role="radiogroup" aria-label=${t("clerk.where")}>${rows.map((row, at) => choice({ name: "target", value: row.id, look: "row", first: !this.question.counters && at === 0,
        chosen: this.target === row.id, pick: () => (this.target = row.id) },
        html`${row.prefix ? html`<span class="badge">${row.prefix}</span>` : nothing} ${bothNames(row.names)}`))}</div>
      <div class="choices two" role="radiogroup" aria-label=${t("clerk.place")}>${place("front", "clerk.front")}${place("end", "clerk.end")}</div>
      <p class="past">${t(this.place === "front" ? "clerk.front_means" : "clerk.end_means")}</p>`;
  }
}

customElements.define("ask-transfer", AskTransfer);

/** A short text on the ticket. question: {number, note}; answers the text. */
export class AskNote extends Ask {
  static properties = { ...Ask.properties, text: { state: true } };

  begin({ note }) {
    this.text = note ?? "";
  }

  title() {
    return html`${both("clerk.note")} <span class="number">${this.question.number}</span>`;
  }

  value() {
    return this.text.trim() || null;
  }

  body() {
    return html`<label class="field"><span class="visually-hidden">${t("clerk.note")}</span>
      <textarea data-first rows="3" maxlength="200" .value=${this.text}
        @input=${(event) => (this.text = event.target.value)}></textarea></label>`;
  }
}

customElements.define("ask-note", AskNote);

/** Which papers are missing (一次性告知单). question: {number, papers: [names]}; answers {missing: [places], remark}. */
export class AskSlip extends Ask {
  static properties = { ...Ask.properties, missing: { state: true }, remark: { state: true }, ready: { state: true } };

  begin() {
    this.missing = [];
    this.remark = "";
    this.ready = "";
  }

  title() {
    return html`${both("clerk.slip_title")} <span class="number">${this.question.number}</span>`;
  }

  confirmKey() {
    return "clerk.slip_print";
  }

  value() {
    const told = { missing: this.missing, remark: this.remark.trim(), ready_on: this.ready || null };
    return told.missing.length || told.remark || told.ready_on ? told : null;
  }

  #turn(place) {
    this.missing = this.missing.includes(place) ? this.missing.filter((each) => each !== place) : [...this.missing, place];
  }

  body() {
    return html`<div class="rows" role="group" aria-label=${t("clerk.slip_title")}>
        ${this.question.papers.map((names, place) => html`<label class="row"><input type="checkbox" ?data-first=${place === 0}
          .checked=${this.missing.includes(place)} @change=${() => this.#turn(place)}> <span>${bothNames(names)}</span></label>`)}</div>
      <label class="field"><span>${both("clerk.slip_remark")}</span>
        <input type="text" maxlength="200" .value=${this.remark} @input=${(event) => (this.remark = event.target.value)}></label>
      <label class="field"><span>${both("clerk.slip_ready")}</span>
        <input type="date" name="ready" .value=${this.ready} @input=${(event) => (this.ready = event.target.value)}></label>`;
  }
}

customElements.define("ask-slip", AskSlip);
