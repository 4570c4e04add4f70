// What needs somebody now: each alert with its figure of now, what to do, who has taken it on; a tone when one comes.

import { html, nothing } from "lit";
import { Beep } from "./beep.js";
import { both, HallElement } from "./element.js";
import { names, t } from "./words.js";

/** The sentence of an alert, as GET hall-state gives it; a longest wait in minutes, where they were kept. */
export const alertText = ({ kind, names: subject, value, longest }) =>
  t(`alert.${kind}${longest ? ".minutes" : ""}`, {
    name: names(subject), n: Math.round(value), percent: `${Math.round(value * 100)}\u00a0%`,
    ...(longest && { ...longest, lane: t(`common.lane.${longest.lane}`) }),
  });

/**
 * alerts: those of GET hall-state; page: the staff page; may: whether one can be taken on here; a wall makes no sound;
 * most: how many are shown, of more the number is told. Fires "taken" when somebody took one on.
 */
export class HallAlerts extends HallElement {
  static properties = { alerts: { attribute: false }, page: { attribute: false }, may: { type: Boolean }, most: { type: Number }, words: {} };

  #beep = new Beep({ changed: () => this.requestUpdate() });
  #seen = null; // what was there before, so that only a new one sounds, and once more one that nobody took on

  firstUpdated() {
    if (this.may) this.#beep.open();
  }

  willUpdate() {
    const ids = new Set(this.alerts.map(({ id, escalated }) => `${id} ${Boolean(escalated)}`));
    if (this.may && this.#seen && [...ids].some((id) => !this.#seen.has(id))) this.#beep.sound();
    this.#seen = ids;
  }

  render() {
    const alerts = this.#rows();
    const more = Math.max(0, alerts.length - (this.most ?? Infinity));
    return html`<ul class="alerts" aria-live="polite" aria-relevant="additions">${alerts.slice(0, alerts.length - more).map((alert) => (alert.devices ? this.#devices(alert) : this.#alert(alert)))}
        ${more ? html`<li class="more"><a href="/manager">${both("alert.more", { n: more })}</a></li>` : nothing}</ul>
      ${this.#beep.blocked ? html`<p class="past">${t("alert.silent")}</p>` : nothing}`;
  }

  /**
   * What nobody has taken on comes first, of it people before devices, the oldest before the others. Where few are
   * shown, devices are one row: a switch that fails takes thirty with it, and would hide who waits for nobody.
   */
  #rows() {
    const [devices, others] = [true, false].map((is) => this.alerts.filter(({ kind }) => (kind === "device") === is));
    const together = this.most && devices.length > 1;
    const all = { kind: "device", devices: devices.length, at: devices.map(({ at }) => at).sort()[0], owner_name: devices.every(({ owner_name: owner }) => owner) };
    const rows = [...others, ...(together ? [all] : devices)];
    const order = ({ kind, owner_name: owner }) => 2 * Boolean(owner) + (kind === "device");
    return rows.sort((one, other) => order(one) - order(other) || one.at.localeCompare(other.at));
  }

  #devices({ devices, at }) {
    return html`<li data-alert="device"><span><b>${both("alert.devices", { n: devices })}</b> ${this.#since(at)}
      ${this.may ? html`<span class="past do"><a href="/devices">${t("alert.do.device")}</a></span>` : nothing}</span></li>`;
  }

  #since(at) {
    return html`<time class="past">${t("alert.since", { time: this.page.time.text(at) })}</time>`;
  }

  #alert(alert) {
    const { id, kind, at, owner_name: owner, escalated } = alert;
    const does = kind === "device" ? html`<a href="/devices">${t("alert.do.device")}</a>` : t(`alert.do.${kind}`);
    return html`<li data-alert=${id} data-escalated=${Boolean(escalated)}>
      <span><b>${alertText(alert)}</b> ${this.#since(at)}
        ${escalated && !owner && this.may ? html`<span class="broken">${t("alert.escalated")}</span>` : nothing}
        ${this.may ? html`<span class="past do">${does}</span>` : nothing}</span>
      ${owner ? html`<span class="past">${t("alert.taken", { who: owner })}</span>`
        : this.may ? html`<button class="button" @click=${() => this.#take(alert)}>${both("alert.take")}</button>` : nothing}</li>`;
  }

  async #take(alert) {
    await this.page.act(() => this.page.api.post(`alerts/${encodeURIComponent(alert.id)}/acknowledge`, {}), "alert.done");
    this.dispatchEvent(new CustomEvent("taken"));
  }
}

customElements.define("hall-alerts", HallAlerts);
