// The code an unpaired kiosk or screen shows until a manager enters it at the device desk.

import { html, nothing } from "lit";
import { Api } from "./api.js";
import { both, HallElement } from "./element.js";

const GOOD_FOR = 14 * 60_000; // milliseconds; the hall forgets a code after 15 minutes
const RETRY_EVERY = 5000; // milliseconds while the hall gives none

export class PairingCode extends HallElement {
  static properties = { kind: {}, code: { state: true } };

  #api = new Api();

  constructor() {
    super();
    this.code = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#ask();
  }

  async #ask() {
    try {
      if ((await this.#api.me()).device) return; // this browser is another device; a new key would end that
      this.code = (await this.#api.post("devices/pairing", { kind: this.kind })).code;
      this.after(GOOD_FOR, () => this.#ask());
    } catch {
      this.after(RETRY_EVERY, () => this.#ask());
    }
  }

  render() {
    if (!this.code) return nothing;
    return html`<p class="pairing"><span>${both("device.code")}</span>
      <b class="number">${this.code.slice(0, 3)} ${this.code.slice(3)}</b><span>${both("device.code_how")}</span></p>`;
  }
}

customElements.define("pairing-code", PairingCode);
