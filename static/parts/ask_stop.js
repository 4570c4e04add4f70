// What is to get no more numbers today: a line or one of its services, from now or a time on, and why.

import { html, nothing } from "lit";
import { Ask, choice } from "./ask.js";
import { both, bothNames } from "./element.js";
import { leaves } from "./services.js";
import { names, t, words } from "./words.js";

const MOST_SHOWN = 60; // services; searching shortens the list
const REASONS = ["reason.system", "reason.equipment", "reason.many"];

/** question: {lines, services}, as GET hall-state and GET services tell them; answers {line or service, at?, reason?}. */
export class AskStop extends Ask {
  static properties = { ...Ask.properties, sought: { state: true }, chosen: { state: true }, later: { state: true }, at: { state: true }, reason: { state: true }, own: { state: true } };
  static look = "stop";

  begin() {
    Object.assign(this, { sought: "", chosen: null, later: false, at: "", reason: null, own: "" });
  }

  title() {
    return both("stops.stop");
  }

  confirmKey() {
    return "stops.stop";
  }

  hint() {
    return t(this.chosen ? "stops.choose_time" : "stops.choose");
  }

  value() {
    if (!this.chosen || (this.later && !this.at)) return null;
    const [kind, id] = this.chosen;
    return { [kind]: id, ...(this.later ? { at: this.at } : {}), ...this.#why() };
  }

  #why() {
    const own = this.own.trim();
    if (own) return { reason: { [words.language === "en" ? "en" : "zh"]: own } };
    if (!this.reason) return {};
    return { reason: { zh: words.text("zh-CN", this.reason), en: words.text("en", this.reason) } };
  }

  body() {
    return html`<p class="past">${t("stops.means")}</p>
      <label class="field"><span>${both("clerk.search")}</span>
        <input type="search" data-first .value=${this.sought} @input=${(event) => (this.sought = event.target.value)}></label>
      <div class="rows" role="radiogroup" aria-label=${t("stops.what")}>${this.#rows()}</div>
      <div class="choices two" role="radiogroup" aria-label=${t("stops.when")}>
        ${this.#when(false, both("stops.now"))}${this.#when(true, both("stops.at"))}</div>
      ${this.later ? html`<label class="field"><span>${both("stops.time")}</span>
        <input type="time" name="at" required .value=${this.at} @input=${(event) => (this.at = event.target.value)}></label>` : nothing}
      <div class="choices why" role="radiogroup" aria-label=${t("stops.why")}>${REASONS.map((key) => choice(
        { name: "why", value: key, chosen: this.reason === key && !this.own.trim(), pick: (value) => Object.assign(this, { reason: value, own: "" }) }, both(key)))}</div>
      <label class="field"><span>${both("stops.own_reason")}</span>
        <input type="text" name="own" maxlength="80" .value=${this.own} @input=${(event) => (this.own = event.target.value)}></label>`;
  }

  /** Each line that is left after searching, then its services that are. */
  #rows() {
    const sought = this.sought.trim().toLowerCase();
    const fits = (...of) => of.flatMap((each) => Object.values(each?.names ?? {})).join(" ").toLowerCase().includes(sought);
    const found = leaves(this.question.services).filter(({ service, parent }) => fits(service, parent)).slice(0, MOST_SHOWN);
    const rows = this.question.lines.filter((line) => line.prefix).flatMap((line) => {
      const services = found.filter(({ service }) => service.line === line.id);
      return services.length || fits(line) ? [this.#line(line), ...services.map(({ service, parent }) => this.#service(service, parent))] : [];
    });
    return rows.length ? rows : html`<p class="past empty">${both("guide.no_service")}</p>`;
  }

  #line(line) {
    return this.#row("line", line.id, html`<b class="number">${line.prefix}</b> ${bothNames(line.names)} <span class="past">${t("stops.whole")}</span>`);
  }

  #service(service, parent) {
    return this.#row("service", service.id, html`${bothNames(service.names)}${parent ? html` <span class="past">${names(parent.names)}</span>` : nothing}`);
  }

  #row(kind, id, content) {
    return choice({ name: "what", value: `${kind} ${id}`, chosen: this.chosen?.join(" ") === `${kind} ${id}`, look: `row ${kind}`,
      pick: () => (this.chosen = [kind, id]) }, content);
  }

  #when(later, content) {
    return choice({ name: "when", value: later, chosen: this.later === later, pick: () => (this.later = later) }, content);
  }
}

customElements.define("ask-stop", AskStop);
