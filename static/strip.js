// A browser as a counter's strip: /strip?counter=3, one row of light that says what the counter does.

import { html, nothing } from "lit";
import { Api, Refusal } from "./parts/api.js";
import { Beat } from "./parts/beat.js";
import { both, HallElement } from "./parts/element.js";
import "./parts/fit_text.js";
import "./parts/pairing_code.js";
import { renewWhen } from "./parts/renewal.js";
import { t, words } from "./parts/words.js";

const LOOK_EVERY = 500; // milliseconds
const STALE_AFTER = 5000; // milliseconds without an answer until the strip goes dark
const ROOM = 256; // dots: a monitor has room for the whole sentence

class CounterStrip extends HallElement {
  static properties = { shown: { state: true }, refused: { state: true }, stale: { state: true } };

  #api = new Api();
  #counter = new URLSearchParams(location.search).get("counter") ?? "";
  #heard = performance.now();
  #asking = false;
  #beat = null;

  constructor() {
    super();
    this.shown = null;
    this.refused = null;
    this.stale = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.every(LOOK_EVERY, () => this.#look());
    renewWhen(this, () => this.shown && this.shown.state !== "called");
    this.#look();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#beat?.stop();
  }

  async #look() {
    this.stale = performance.now() - this.#heard > STALE_AFTER;
    if (this.#asking) return;
    this.#asking = true;
    try {
      if (!this.#beat) await this.#begin();
      const asked = new URLSearchParams({ counters: this.#counter, width: ROOM, language: words.language === "en" ? "en" : "zh" });
      [this.shown] = await this.#api.get(`strips?${asked}`);
      this.#heard = performance.now();
      this.refused = null;
    } catch (error) {
      if (error instanceof Refusal) this.refused = error;
    } finally {
      this.#asking = false;
    }
  }

  async #begin() {
    const { device } = await this.#api.me();
    if (!device) return; // a manager may look without being one
    this.#api = new Api({ device: true });
    this.#beat = new Beat(this.#api);
    this.#beat.start();
  }

  render() {
    if (this.refused?.status === 401) return html`<main class="strip-page"><div class="unpaired"><h1>${both("tv.unpaired")}</h1><pairing-code kind="screen"></pairing-code></div></main>`;
    if (this.refused) return html`<main class="strip-page"><p class="unpaired" role="alert">${this.refused.sentence}</p></main>`;
    if (!this.shown || this.stale) return html`<main class="strip-page" data-state="dark"></main>`;
    const { state, text, style } = this.shown;
    return html`<main class="strip-page" data-state=${state} data-style=${style}>
      <p class="which">${t("common.counter", { n: this.#counter })}</p>
      <fit-text role="status" aria-live="polite"><span>${text || nothing}</span></fit-text></main>`;
  }
}

await words.load();
customElements.define("counter-strip", CounterStrip);
