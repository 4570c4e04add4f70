// A ticket whose code was scanned at the kiosk: how it stands, and its paper once more.

import { html, nothing } from "lit";
import { both, bothNames, HallElement } from "./element.js";
import "./fit_text.js";

/**
 * ticket    as the guide's desk sees one: {number, state, ahead, service_names}
 * prints    whether this kiosk has a printer
 * held      true where a second number was refused because of it
 * printing  null before it was asked for, else as in <kiosk-ticket>
 * Fires "again" for its paper once more.
 */
export class KioskFound extends HallElement {
  static properties = { ticket: { attribute: false }, held: { type: Boolean }, prints: {}, printing: {} };

  render() {
    const { number, state, ahead, service_names: names } = this.ticket;
    const waits = state === "waiting";
    return html`
      <section class="ticket" aria-live="polite">
        <header><span class="names">${bothNames(names)}</span><span class="title" data-state=${state}>${both(`common.state.${state}`)}</span></header>
        <fit-text class="big"><span class="number" data-number>${number}</span></fit-text>
      </section>
      <section class="after"><div class="facts">
        ${this.held ? html`<p class="held">${both("kiosk.held")}</p>` : nothing}
        ${waits ? html`<p class="ahead">${ahead > 0 ? both("kiosk.ahead", { n: ahead }) : both("kiosk.ahead_none")}</p>` : nothing}
        <p>${both(waits || state === "called" ? "kiosk.wait_here" : "kiosk.ask_the_desk")}</p>
      </div></section>
      ${this.#paper(number)}`;
  }

  #paper(number) {
    if (!this.prints) return html`<p class="print note" role="status">${both("kiosk.no_printer")}</p>`;
    if (!this.printing) {
      return html`<button class="button primary" id="again" @click=${() => this.dispatchEvent(new CustomEvent("again"))}>${both("kiosk.print_again")}</button>`;
    }
    const key = { printing: "kiosk.printing", printed: "kiosk.printed" }[this.printing];
    return html`<p class="print ${key ? "done" : "fault"}" role="status">${key ? both(key) : both("kiosk.print_failed", { number })}</p>`;
  }
}

customElements.define("kiosk-found", KioskFound);
