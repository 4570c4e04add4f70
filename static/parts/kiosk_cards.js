// The kiosk's cards: at most eight services at a time, each with its letter, names, how many wait and how long.

import { html, nothing } from "lit";
import { both, bothNames, HallElement } from "./element.js";
import { tighten } from "./tighten.js";
import { waitSaid } from "./wait_said.js";
import { names } from "./words.js";

const MOST = 8; // cards on a page
const ACROSS = 2; // cards beside each other on a standing panel

/**
 * services  as GET kiosk gives them, in the hall's order
 * waiting   line -> people waiting, fresher than `services`; may be empty
 * large    true in large-text mode
 * most     cards on a page
 * Fires "choose" with the service, also with a closed one that can say when it opens.
 */
export class KioskCards extends HallElement {
  static properties = {
    services: { attribute: false },
    waiting: { attribute: false },
    large: { type: Boolean },
    most: { type: Number },
    page: { state: true },
  };

  constructor() {
    super();
    this.services = [];
    this.waiting = {};
    this.most = MOST;
    this.page = 0;
  }

  #resized = new ResizeObserver(() => this.#tighten());

  connectedCallback() {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  willUpdate(changed) {
    if (changed.has("services") && changed.get("services")?.[0]?.id !== this.services[0]?.id) this.page = 0;
  }

  updated() {
    this.#tighten();
  }

  /** All cards of a page share one size: the largest at which no name leaves its card. */
  #tighten() {
    tighten(this.querySelector(".cards"), [...this.querySelectorAll(".service, .service .names")]);
  }

  render() {
    const pages = Math.ceil(this.services.length / this.most);
    const [from, to] = [this.page, this.page + 1].map((page) => before(page, pages, this.services.length));
    const shown = this.services.slice(from, to);
    return html`
      <ul class="cards ${shown.length > 6 ? "many" : ""}">
        ${shown.map((service) => html`<li>${this.#card(service)}</li>`)}
      </ul>
      ${pages > 1 ? this.#pager(pages) : nothing}
    `;
  }

  #card(service) {
    const waits = this.waiting[service.line] ?? service.waiting;
    const open = service.open !== false;
    const says = open || service.opens || service.by_booking;
    return html`
      <button class="card service" data-service=${service.id} aria-disabled=${open ? nothing : "true"}
        @click=${() => says && this.dispatchEvent(new CustomEvent("choose", { detail: service }))}>
        <span class="top">
          ${service.prefix ? html`<span class="badge">${service.prefix}</span>` : nothing}
          ${open
            ? waits === undefined ? nothing : howMany(waits, service.wait)
            : html`<span class="shut">${both(shutWord(service))}</span>`}
        </span>
        <span class="names">
          ${bothNames(service.names)}
          ${service.under ? html`<span class="under">${names(service.under)}</span>` : nothing}
          ${service.used_up ? html`<span class="under">${names(service.opens)}</span>` : nothing}
        </span>
      </button>
    `;
  }

  #pager(pages) {
    const turn = (by) => () => (this.page = (this.page + by + pages) % pages);
    return html`
      <nav class="pager">
        <button class="button" ?disabled=${this.page === 0} @click=${turn(-1)}>${both("kiosk.previous_page")}</button>
        <span class="number">${this.page + 1} / ${pages}</span>
        <button class="button" ?disabled=${this.page === pages - 1} @click=${turn(1)}>${both("kiosk.next_page")}</button>
      </nav>
    `;
  }
}

/** How many cards stand on the pages before one: whole rows, shared out evenly, so that only the last page can have a gap. */
function before(page, pages, cards) {
  const rows = Math.ceil(cards / ACROSS);
  return ACROSS * (page * Math.floor(rows / pages) + Math.min(page, rows % pages));
}

/** Why a service gives no number, in a word. */
function shutWord({ stopped, used_up: usedUp, by_booking: byBooking }) {
  if (stopped) return "kiosk.stopped";
  if (usedUp) return "kiosk.used_up";
  return byBooking ? "kiosk.by_booking" : "kiosk.service_closed";
}

/** How many wait, and how long it takes where somebody can say it. */
function howMany(n, wait) {
  const people = both("common.waiting", { n });
  const [said, minutes] = waitSaid(wait) ?? [];
  return said
    ? html`<span class="waits told"><span>${people}</span><span class="minutes">${both(`common.wait_${said}`, minutes)}</span></span>`
    : html`<span class="waits">${people}</span>`;
}

customElements.define("kiosk-cards", KioskCards);
