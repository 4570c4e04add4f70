// The kiosk's page for a booking: its code on big keys, which gives the number.

import { html, nothing } from "lit";
import { both, bothNames, HallElement } from "./element.js";
import { sentencesOf } from "./kiosk_sentences.js";

const SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ23456789"; // what codes are made of; none is taken for another
const LENGTH = 8;

/**
 * api      the kiosk's
 * scanned  a code that was scanned; null when it is to be typed
 * Fires "came" with {booking, ticket}; the same code gets the same ticket, however often it is sent.
 */
export class KioskBooking extends HallElement {
  static properties = { api: { attribute: false }, scanned: { attribute: false }, code: { state: true }, busy: { state: true }, refusal: { state: true } };

  constructor() {
    super();
    this.scanned = null;
    this.refusal = null;
    this.busy = false;
    this.code = "";
  }

  updated(changed) {
    if (changed.has("scanned") && this.scanned) this.#checkIn(this.scanned);
  }

  async #checkIn(code) {
    this.busy = true;
    this.refusal = null;
    try {
      const came = await this.api.post(`bookings/${encodeURIComponent(code)}/check-in`, {});
      this.dispatchEvent(new CustomEvent("came", { detail: came }));
    } catch (error) {
      this.refusal = sentencesOf(error);
    }
    this.busy = false;
  }

  render() {
    const whole = this.code.length === LENGTH && !this.busy;
    return html`
      <section class="question"><h2>${both("kiosk.booking_code")}</h2>
        <p role="status" class=${this.refusal ? "refusal" : ""}>${this.refusal ? bothNames(this.refusal) : both("kiosk.booking_scan")}</p></section>
      <output class="number code" aria-label=${this.code}>${[...this.code.padEnd(LENGTH, "·")].map((sign) => html`<span>${sign}</span>`)}</output>
      <div class="signs">
        ${[...SIGNS].map((sign) => html`<button class="button number" @click=${() => this.#type(sign)}>${sign}</button>`)}
        <button class="button number" aria-label="退格 Delete" @click=${() => (this.code = this.code.slice(0, -1))}>⌫</button>
      </div>
      <button class="button primary go" aria-disabled=${whole ? nothing : "true"}
        @click=${() => whole && this.#checkIn(this.code)}>${both("kiosk.booking_go")}</button>`;
  }

  #type(sign) {
    if (this.code.length < LENGTH) this.code += sign;
  }
}

customElements.define("kiosk-booking", KioskBooking);
