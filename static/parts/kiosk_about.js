// What a visitor should know before a number is spent: it can be done online, how long it takes, what to bring.

import { html, nothing } from "lit";
import { dayTold } from "./day_told.js";
import { both, bothNames, HallElement } from "./element.js";
import { t } from "./words.js";

/**
 * service   of the kiosk's tree
 * about     GET services/{id}, or {materials, slip} of an earlier visit's list; null until it is here
 * prints    whether this kiosk has a printer
 * printing  null before the list was asked for, else as in <kiosk-ticket>
 * Fires "take" for a number all the same, "list" for the printed list.
 */
export class KioskAbout extends HallElement {
  static properties = { service: { attribute: false }, about: { attribute: false }, prints: {}, printing: {} };

  render() {
    const { service, about } = this;
    return html`
      <section class="question"><h2>${bothNames(service.names)}</h2>${about ? this.#limits(about) : nothing}</section>
      <section class="known">${about ? html`${this.#online(service, about)}${this.#papers(about)}` : nothing}</section>
      <div class="deeds">
        ${this.prints && about?.materials.length ? this.#list() : nothing}
        <button class="button primary" id="take" ?disabled=${!service.open} @click=${() => this.dispatchEvent(new CustomEvent("take"))}>
          ${both(service.online ? "kiosk.take_all_the_same" : "kiosk.take")}</button>
      </div>`;
  }

  #limits({ kind, promised, due }) {
    const said = kind === "即办" ? both("kiosk.done_at_once") : promised ? both("kiosk.done_within", { n: promised }) : null;
    if (!said) return nothing;
    return html`<p>${said}</p>${due && kind !== "即办" ? html`<p class="past">${both(due.may_change ? "kiosk.due_may_change" : "kiosk.due", { day: dayTold(due.date) })}</p>` : nothing}`;
  }

  #online(service, { online, website, kiosk }) {
    if (!online && !kiosk) return nothing;
    return html`<div class="online" data-online>
      ${website ? html`<img src="/api/v1/services/${service.id}/website.svg" alt="">` : nothing}
      <p>${both(online ? "kiosk.online" : "kiosk.self_service")}${website ? html`<span class="how">${both("kiosk.online_scan")}</span>` : nothing}</p>
    </div>`;
  }

  #papers({ materials, slip }) {
    const first = slip && html`<p class="past">${both("kiosk.slip_first", { ...slip, day: dayTold(slip.day) })}</p>`;
    if (slip?.ready_on) {
      return html`<div class="papers"><h3>${both("kiosk.slip_collects", { ready_on: dayTold(slip.ready_on) })}</h3>${first}</div>`;
    }
    if (!materials.length) return html`<p class="past">${both("kiosk.no_papers")}</p>`;
    return html`<div class="papers"><h3>${both(slip ? "kiosk.slip_missing" : "kiosk.papers")}</h3>
      <ol aria-label=${t("kiosk.papers")}>${materials.map((names) => html`<li>${bothNames(names)}</li>`)}</ol>
      ${slip ? html`<p>${slip.remark || nothing}</p>${first}` : nothing}</div>`;
  }

  #list() {
    const key = { printing: "kiosk.list_printing", printed: "kiosk.list_printed", failed: "kiosk.list_failed", unknown: "kiosk.list_failed" }[this.printing];
    if (key) return html`<p class="print ${this.printing.startsWith("print") ? "done" : "fault"}" role="status">${both(key)}</p>`;
    return html`<button class="button" id="list" @click=${() => this.dispatchEvent(new CustomEvent("list"))}>${both("kiosk.print_list")}</button>`;
  }
}

customElements.define("kiosk-about", KioskAbout);
