// Letting a device in: the code it shows, then where it stands.

import { html, nothing } from "lit";
import { Ask, choice } from "./ask.js";
import { both, bothNames } from "./element.js";
import { t } from "./words.js";

const DIGITS = 6;

/** question: {api}; answers {code, place}. */
export class AskCode extends Ask {
  static properties = { ...Ask.properties, code: { state: true }, found: { state: true }, place: { state: true }, sentence: { state: true } };

  begin() {
    this.code = "";
    this.found = null; // {kind, places} of the device that shows the code
    this.place = null;
    this.sentence = null;
  }

  title() {
    return both("device.let_one_in");
  }

  confirmKey() {
    return "device.let_in_here";
  }

  value() {
    return this.found && this.place ? { code: this.code, place: this.place } : null;
  }

  async #type(event) {
    this.code = event.target.value.replace(/\D/g, "").slice(0, DIGITS);
    this.found = this.place = this.sentence = null;
    if (this.code.length < DIGITS) return;
    const asked = this.code;
    try {
      const found = await this.question.api.get(`devices/codes/${asked}`);
      if (asked !== this.code) return; // typed on meanwhile
      this.found = found;
      if (found.places.length === 1) this.place = found.places[0].id;
    } catch (error) {
      this.sentence = error.sentence ?? String(error);
    }
  }

  body() {
    return html`<label class="field"><span>${both("device.code_shown")}</span>
      <input data-first class="number" inputmode="numeric" autocomplete="off" maxlength="11" .value=${this.code} @input=${(event) => this.#type(event)}></label>
      ${this.sentence ? html`<p class="fault" role="alert">${this.sentence}</p>` : nothing}
      ${this.found ? html`<p><b>${both(`device.kind.${this.found.kind}`)}</b></p>
        <div class="choices tall" role="radiogroup" aria-label=${t("device.place")}>${this.found.places.map((place) => choice(
          { name: "place", value: place.id, chosen: this.place === place.id, pick: (id) => (this.place = id) },
          html`${bothNames(place.names)} <span class="past">${place.id}</span>`))}</div>` : nothing}`;
  }
}

customElements.define("ask-code", AskCode);
