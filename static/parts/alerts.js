// What needs somebody now: each alert with its sentence, who has taken it on, and a tone when a new one comes.

import { html, nothing } from "lit";
import { Beep } from "./beep.js";
import { both, HallElement } from "./element.js";
import { names, t } from "./words.js";

/** The sentence of an alert, as GET hall-state gives it. */
export const alertText = ({ kind, names: subject, value }) =>
  t(`alert.${kind}`, { name: names(subject), n: Math.round(value), percent: `${Math.round(value * 100)} %` });

/** alerts: those of GET hall-state; page: the staff page. Fires "taken" when somebody took one on. */
export class HallAlerts extends HallElement {
  static properties = { alerts: { attribute: false }, page: { attribute: false }, words: {} };

  #beep = new Beep();
  #seen = null; // ids that were there before, so that only a new one sounds

  willUpdate() {
    const ids = new Set(this.alerts.map(({ id }) => id));
    if (this.#seen && [...ids].some((id) => !this.#seen.has(id))) this.#beep.sound();
    this.#seen = ids;
  }

  render() {
    return html`<ul class="alerts" aria-live="polite">${this.alerts.map((alert) => html`<li data-alert=${alert.id} data-escalated=${Boolean(alert.escalated)}>
      <span><b>${alertText(alert)}</b> <time class="past">${this.page.time.text(alert.at)}</time>
        ${alert.escalated ? html`<span class="broken">${t("alert.escalated")}</span>` : nothing}</span>
      ${alert.owner_name ? html`<span class="past">${t("alert.taken", { who: alert.owner_name })}</span>`
        : html`<button class="button" @click=${() => this.#take(alert)}>${both("alert.take")}</button>`}</li>`)}</ul>`;
  }

  async #take(alert) {
    await this.page.act(() => this.page.api.post(`alerts/${encodeURIComponent(alert.id)}/acknowledge`, {}), "alert.done");
    this.dispatchEvent(new CustomEvent("taken"));
  }
}

customElements.define("hall-alerts", HallAlerts);
