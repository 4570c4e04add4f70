// Today's hours of a counter or of the hall: until when it is open, one button for each change, and the way back.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import { t } from "./words.js";

const EXTENSIONS = [15, 30, 60]; // minutes, as rules/hours.py has them

/**
 * hours: as the hall tells them; may: whether they may be changed here; busy: an act is on its way.
 * Fires "hours" with {wish}, the body the hall is asked with, or {undo}, the act to take back.
 */
export class TodayHours extends HallElement {
  static properties = { hours: { attribute: false }, may: { type: Boolean }, busy: { type: Boolean }, words: {} };

  render() {
    const { hours } = this;
    if (!hours) return nothing;
    const { changed, can } = hours;
    return html`<p class="now" data-open=${hours.open ?? "closed"}>${this.#now(hours)}</p>
      ${this.may ? html`<div class="buttons" role="group" aria-label=${t("hours.today")}>
        ${can.includes("extend") ? html`${EXTENSIONS.map((n) => this.#button(`extend-${n}`, { extend: n }, html`<span class="number">${t("hours.plus", { n })}</span>`))}
          ${this.#button("extend-line", { extend: "line-empty" }, both("hours.line_empty"))}` : nothing}
        ${can.includes("open") ? this.#button("open-early", { open: true }, both("hours.open_now")) : nothing}
        ${can.includes("close") ? this.#button("close-early", { close: true }, both("hours.close_now")) : nothing}</div>` : nothing}
      ${changed ? html`<p class="changed"><span>${this.#changed(changed)}</span>
        ${this.may && !changed.hall ? html`<button type="button" class="button quiet" data-does="undo-hours" ?disabled=${this.busy}
          @click=${() => this.#fire({ undo: changed.act })}>${both("hours.undo")}</button>` : nothing}</p>` : nothing}`;
  }

  #button(name, wish, label) {
    return html`<button type="button" class="button" data-does=${name} ?disabled=${this.busy} @click=${() => this.#fire({ wish })}>${label}</button>`;
  }

  #fire(detail) {
    this.dispatchEvent(new CustomEvent("hours", { detail }));
  }

  #now({ open, until, newcomers }) {
    if (!open) return both("hours.closed_now");
    if (!newcomers) return both("hours.serving_out");
    if (!until) return both(open === "open" ? "hours.open_all_day" : "hours.by_booking");
    return both(open === "open" ? "hours.open_until" : "hours.booked_until", { time: until });
  }

  #changed({ kind, while_waiting: waiting, until, policy, hall }) {
    if (hall) return both("hours.changed.hall_closed");
    if (policy) return both("hours.changed.policy");
    if (kind === "hours_extended") return waiting ? both("hours.changed.line_empty") : both("hours.changed.extended", { time: until });
    return both(kind === "hours_opened" ? "hours.changed.opened" : "hours.changed.closed");
  }
}

customElements.define("today-hours", TodayHours);
