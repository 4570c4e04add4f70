// What gets no more numbers today, a whole line or one service: from when on, why, and the way back.

import { html, nothing } from "lit";
import { both, bothNames, HallElement } from "./element.js";
import { names, t } from "./words.js";

/**
 * stops: GET hall-state's stopped_numbers; may: whether they may be changed here; busy: an act is on its way.
 * Fires "stop" to ask what to stop, or "undo" with the act to take back.
 */
export class StoppedNumbers extends HallElement {
  static properties = { stops: { attribute: false }, may: { type: Boolean }, busy: { type: Boolean }, words: {} };

  render() {
    const stops = this.stops ?? [];
    return html`${stops.length ? html`<h3>${both("stops.today")}</h3><ul>${stops.map((stop) => this.#stop(stop))}</ul>` : nothing}
      ${this.may ? html`<button type="button" class="button" data-does="stop-numbers" ?disabled=${this.busy}
        @click=${() => this.#fire("stop")}>${both("stops.stop")}</button>` : nothing}`;
  }

  #stop({ act, service, names: of, since, begun, reason }) {
    return html`<li data-stop=${act} data-begun=${begun}><div><b>${bothNames(of)}</b>
        <span class="past">${service ? nothing : html`${t("stops.whole")} · `}${t(begun ? "stops.since" : "stops.from", { time: since })}</span>
        ${reason ? html`<span class="past">${names(reason)}</span>` : nothing}</div>
      ${this.may ? html`<button type="button" class="button quiet" data-does="undo-stop" ?disabled=${this.busy}
        aria-label=${t("stops.undo_of", { of: names(of) })} @click=${() => this.#fire("undo", act)}>${both("hours.undo")}</button>` : nothing}</li>`;
  }

  #fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("stopped-numbers", StoppedNumbers);
