// What needs somebody now: each alert with its figure of now, what to do, who has taken it on; a tone when one comes.

import { html, nothing } from "lit";
import { Beep } from "./beep.js";
import { both, HallElement } from "./element.js";
import { names, t } from "./words.js";

/** The sentence of an alert, as GET hall-state gives it. */
export const alertText = ({ kind, names: subject, value }) =>
  t(`alert.${kind}`, { name: names(subject), n: Math.round(value), percent: `${Math.round(value * 100)} %` });

/** alerts: those of GET hall-state; page: the staff page; may: whether one can be taken on. Fires "taken" when somebody did. */
export class HallAlerts extends HallElement {
  static properties = { alerts: { attribute: false }, page: { attribute: false }, may: { type: Boolean }, words: {} };

  #beep = new Beep();
  #seen = null; // what was there before, so that only a new one sounds, and once more one that nobody took on

  willUpdate() {
    const ids = new Set(this.alerts.map(({ id, escalated }) => `${id} ${Boolean(escalated)}`));
    if (this.#seen && [...ids].some((id) => !this.#seen.has(id))) this.#beep.sound();
    this.#seen = ids;
  }

  render() {
    return html`<ul class="alerts" aria-live="polite">${this.alerts.map((alert) => html`<li data-alert=${alert.id} data-escalated=${Boolean(alert.escalated)}>
      <span><b>${alertText(alert)}</b> <time class="past">${t("alert.since", { time: this.page.time.text(alert.at) })}</time>
        ${alert.escalated && !alert.owner_name ? html`<span class="broken">${t("alert.escalated")}</span>` : nothing}
        <span class="past do">${alert.kind === "device" ? html`<a href="/devices">${t("alert.do.device")}</a>` : t(`alert.do.${alert.kind}`)}</span></span>
      ${alert.owner_name ? html`<span class="past">${t("alert.taken", { who: alert.owner_name })}</span>`
        : this.may ? html`<button class="button" @click=${() => this.#take(alert)}>${both("alert.take")}</button>` : nothing}</li>`)}</ul>
      ${this.#beep.blocked ? html`<p class="past">${t("alert.silent")}</p>` : nothing}`;
  }

  async #take(alert) {
    await this.page.act(() => this.page.api.post(`alerts/${encodeURIComponent(alert.id)}/acknowledge`, {}), "alert.done");
    this.dispatchEvent(new CustomEvent("taken"));
  }
}

customElements.define("hall-alerts", HallAlerts);
