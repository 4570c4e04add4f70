// Looks a service up at the kiosk: large keys, and the services that fit what was typed so far.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import "./kiosk_cards.js";
import { leavesById } from "./kiosk_tree.js";
import { t } from "./words.js";

const ROWS = ["1234567890", "ABCDEFGHIJ", "KLMNOPQRST", "UVWXYZ"]; // in order: not everybody knows a typewriter
const LONGEST = 20; // signs
const SAY_AFTER = 300; // milliseconds without an answer until it says that it looks
const SHOWN = 4; // rows on a page, so that the keys keep their size

/**
 * api       to ask the hall
 * services  as GET kiosk gives them
 * waiting   line -> people waiting
 * large     true in large-text mode
 * Fires "choose" with the service.
 */
export class KioskFind extends HallElement {
  static properties = {
    api: { attribute: false },
    services: { attribute: false },
    waiting: { attribute: false },
    large: { type: Boolean },
    typed: { state: true },
    found: { state: true }, // services, or null before anything was typed
    away: { state: true },
    seeking: { state: true }, // no answer for a moment already
  };

  #asked = 0; // an answer to what was typed before is not shown

  constructor() {
    super();
    this.typed = "";
    this.found = null;
    this.away = false;
    this.seeking = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.api.get("services/search").catch(() => {}); // the first search of all takes the hall a second
  }

  #type(typed) {
    this.typed = typed.slice(0, LONGEST);
    this.#search();
  }

  async #search() {
    const mine = (this.#asked += 1);
    if (!this.typed) return ([this.found, this.seeking] = [null, false]);
    const answered = this.after(SAY_AFTER, () => (this.seeking = true));
    try {
      const rows = await this.api.get(`services/search?q=${encodeURIComponent(this.typed)}`);
      if (mine !== this.#asked) return;
      const known = leavesById(this.services);
      this.found = rows.map(({ id }) => known.get(id)).filter(Boolean);
      this.away = false;
    } catch {
      if (mine === this.#asked) this.away = true;
    } finally {
      answered();
      if (mine === this.#asked) this.seeking = false;
    }
  }

  render() {
    return html`
      <section class="question">
        <h2>${both("kiosk.find")}</h2>
        <p class="typed" role="status">${this.typed
          ? html`<b class="number" data-typed>${this.typed}</b>`
          : html`<span class="past">${both("kiosk.find_how")}</span>`}</p>
      </section>
      ${this.found?.length && !this.seeking
        ? html`<kiosk-cards .services=${this.found} .waiting=${this.waiting} .large=${this.large} .most=${SHOWN}
            @choose=${({ detail }) => this.dispatchEvent(new CustomEvent("choose", { detail }))}></kiosk-cards>`
        : html`<p class="nothing" role="status">${this.#nothing()}</p>`}
      <div class="keys">
        ${ROWS.map((row) => html`<div>${[...row].map((sign) => this.#key(sign))}${row.length < 10 ? this.#tools() : nothing}</div>`)}
      </div>`;
  }

  #nothing() {
    if (this.seeking) return both("kiosk.find_seeking");
    if (this.away) return both("kiosk.away");
    return this.found ? both("kiosk.find_nothing") : nothing;
  }

  #key(sign) {
    return html`<button class="button" data-key=${sign} @click=${() => this.#type(this.typed + sign)}>${sign}</button>`;
  }

  #tools() {
    return html`
      <button class="button wide" data-key="back" ?disabled=${!this.typed} aria-label=${t("kiosk.find_back")}
        @click=${() => this.#type(this.typed.slice(0, -1))}>⌫</button>
      <button class="button wide" data-key="clear" ?disabled=${!this.typed} @click=${() => this.#type("")}>${both("kiosk.find_clear")}</button>`;
  }
}

customElements.define("kiosk-find", KioskFind);
