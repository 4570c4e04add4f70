// The two thirds of a zone TV that carry one call: number, arrow, counter, and the way there.

import { html, nothing, svg } from "lit";
import { bothNames, both, HallElement } from "./element.js";
import "./fit_text.js";
import { floorName } from "./words.js";

const TURNS = { right: 0, down: 90, left: 180, up: 270 }; // degrees clockwise from an arrow to the right

export const arrow = (direction = "right") => html`
  <svg class="arrow" viewBox="0 0 40 40" fill="none" stroke="currentColor" stroke-width="5" stroke-linecap="round"
    stroke-linejoin="round" aria-hidden="true">${svg`<path transform="rotate(${TURNS[direction] ?? 0} 20 20)"
    d="M4 20h32M22 6l14 14-14 14"/>`}</svg>
`;

/**
 * call   as boards give it, or null: nobody was called yet
 * zone   {id, names, floor} of this screen; the way is shown to counters of another one
 * fresh  true while the call is new
 */
export class CallPanel extends HallElement {
  static properties = { call: { attribute: false }, zone: { attribute: false }, fresh: { type: Boolean } };

  render() {
    return this.call ? this.#called(this.call) : this.#welcome();
  }

  #called(call) {
    const elsewhere = Boolean(call.zone) && String(call.zone) !== String(this.zone?.id);
    return html`
      <fit-text class="line ${this.fresh ? "new" : ""}">
        <span><span class="number">${call.number}</span>${arrow()}<span class="number plate">${call.counter}</span></span>
      </fit-text>
      <div class="way">
        <p class="counter">${bothNames(call.counter_names)}</p>
        ${elsewhere ? nothing : html`<p class="past">${bothNames(call.zone_names)}</p>`}
      </div>
      ${elsewhere ? this.#direction(call) : nothing}
      ${call.caption ? html`<p class="caption">${bothNames(call.caption)}</p>` : nothing}
    `;
  }

  #direction(call) {
    const pointed = call.arrow in TURNS;
    return html`
      <p class="direction">
        ${pointed ? arrow(call.arrow) : nothing}
        ${call.floor ? html`<span class="floor">${floorName(call.floor)}</span>` : nothing}
        <span>${bothNames(call.zone_names)}</span>
      </p>
    `;
  }

  #welcome() {
    return html`
      <div class="welcome">
        <h2>${bothNames(this.zone?.names)}</h2>
        <p>${both("tv.welcome")}</p>
      </div>
    `;
  }
}

customElements.define("call-panel", CallPanel);
