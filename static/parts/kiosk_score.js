// How yesterday's promises were kept, in one small line under a kiosk's first page.

import { html, nothing } from "lit";
import { bothNames, HallElement } from "./element.js";

const ASK_EVERY = 300_000; // milliseconds

let last = null; // outlives the first page, so that nothing on it moves when it is shown again

/** api: as the kiosk uses it. */
export class KioskScore extends HallElement {
  static properties = { api: { attribute: false }, words: {} };

  connectedCallback() {
    super.connectedCallback();
    this.#ask();
    this.every(ASK_EVERY, () => this.#ask());
  }

  async #ask() {
    last = await this.api.get("score").catch(() => last);
    this.requestUpdate();
  }

  render() {
    return last?.day ? html`<p>${bothNames(last.short)}</p>` : nothing;
  }
}

customElements.define("kiosk-score", KioskScore);
