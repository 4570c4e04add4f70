// A service found by characters, pinyin or initials, at the keyboard alone: type, arrows, Enter.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import { leaves } from "./services.js";
import { names, t } from "./words.js";

const MOST = 24; // rows, as many as a search answers

/**
 * api       to ask the hall
 * services  GET services: the first of them are offered while nothing is typed
 * Fires "chosen" with {id, names, parent, department}, or null once the text is another's.
 */
export class FindService extends HallElement {
  static properties = {
    api: { attribute: false }, services: { attribute: false }, words: {}, typed: { state: true }, chosen: { state: true },
    found: { state: true }, open: { state: true }, active: { state: true }, waits: { state: true }, away: { state: true },
  };

  #asked = 0; // an answer to what was typed before is not shown
  #enter = false; // Enter came before the answer: its first row is meant

  constructor() {
    super();
    this.services = [];
    this.typed = "";
    this.chosen = null;
    this.found = [];
    this.open = this.waits = this.away = false;
    this.active = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.api.get("services/search").catch(() => {}); // the first search of all takes the hall a second
  }

  async focus() {
    await this.updateComplete;
    const input = this.querySelector("input");
    input.focus();
    input.select();
  }

  #type = async (event) => {
    const mine = (this.#asked += 1);
    this.typed = event.target.value;
    this.#choose(null);
    this.#enter = false;
    this.waits = true;
    let [found, away] = [this.#first(), false];
    try {
      if (this.typed.trim()) found = await this.api.get(`services/search?q=${encodeURIComponent(this.typed.trim())}`);
    } catch {
      [found, away] = [[], true];
    }
    if (mine !== this.#asked) return;
    [this.waits, this.away] = [false, away];
    this.#show(found);
    this.open = this.matches(":focus-within"); // who has gone on wants no list over the form
    if (this.#enter && found.length) this.#pick(found[0]);
  };

  #first() {
    return leaves(this.services).slice(0, MOST).map(({ service, parent }) => ({ ...service, parent: parent?.names }));
  }

  #show(found) {
    this.found = found;
    this.active = 0;
    this.open = true;
  }

  #pick(service) {
    this.#enter = this.open = false;
    this.typed = "";
    this.#choose(service);
  }

  #choose(service) {
    if (service === this.chosen) return;
    this.chosen = service;
    this.dispatchEvent(new CustomEvent("chosen", { detail: service }));
  }

  #key = (event) => {
    if (event.isComposing) return; // the keys are the input method's
    if (event.key === "Enter" && (this.waits || this.open)) {
      event.preventDefault();
      if (this.waits) this.#enter = true;
      else if (this.found[this.active]) this.#pick(this.found[this.active]);
    } else if (event.key === "Escape" && this.open) {
      event.preventDefault();
      this.open = false;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.open) this.#show(this.found.length ? this.found : this.#first());
      else this.active = Math.min(Math.max(this.active + (event.key === "ArrowDown" ? 1 : -1), 0), this.found.length - 1);
    }
  };

  updated() {
    const wrong = this.chosen ? "" : t("booking.pick_service");
    this.querySelector("input").setCustomValidity(wrong);
    if (this.open) this.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  render() {
    return html`<label for="service">${both("guide.service")}</label>
      <input id="service" class="input" role="combobox" autocomplete="off" spellcheck="false" maxlength="80" placeholder=${t("booking.find_service")}
        aria-autocomplete="list" aria-controls="service-found" aria-expanded=${this.open ? "true" : "false"}
        aria-activedescendant=${this.open && this.found.length ? `service-${this.active}` : nothing}
        .value=${this.chosen ? names(this.chosen.names) : this.typed} @input=${this.#type} @keydown=${this.#key} @blur=${() => (this.open = false)}>
      <ul id="service-found" role="listbox" aria-label=${t("guide.service")} ?hidden=${!this.open || !this.found.length}>
        ${this.open ? this.found.map((service, place) => this.#row(service, place)) : nothing}</ul>
      <p class="past" role="status">${this.#told()}</p>`;
  }

  #row(service, place) {
    const under = service.parent ?? service.department;
    return html`<li id=${`service-${place}`} role="option" aria-selected=${place === this.active ? "true" : "false"} data-service=${service.id}
      @pointerdown=${(event) => event.preventDefault()} @click=${() => this.#pick(service)}>${names(service.names)}
      ${under ? html`<span class="past">${names(under)}</span>` : nothing}</li>`;
  }

  #told() {
    if (this.away) return t("error.unreachable");
    if (this.waits) return t("common.loading");
    if (this.open) return this.found.length ? t("booking.found", { n: this.found.length }) : t("guide.no_service");
    const under = this.chosen && (this.chosen.parent ?? this.chosen.department);
    return under ? names(under) : nothing;
  }
}

customElements.define("find-service", FindService);
