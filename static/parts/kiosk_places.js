// The kiosk's list of places that need no number: where each is, and why it is closed.

import { html, nothing } from "lit";
import { both, bothNames } from "./element.js";

/** places: of GET kiosk. */
export const places = (list) => html`<div class="needs">
  <section class="question"><h2>${both("kiosk.no_queue")}</h2><p>${both("kiosk.no_queue_how")}</p></section>
  <ul class="spots">${list.map(({ id, names, zone, floor, closed }) => html`<li data-place=${id}>
    <b class="number">${id}</b><span class="names">${bothNames(names)}</span>
    <span class="past">${floor} ${bothNames(zone)}</span>${closed ? html`<span class="past">${bothNames(closed)}</span>` : nothing}</li>`)}</ul></div>`;
