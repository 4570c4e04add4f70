// The kiosk's question before a number of a service that has fitted counters: which counter the visitor needs.

import { html } from "lit";
import { both, bothNames } from "./element.js";
import { pictogram } from "./pictograms.js";

/** The question after those needs that the service has counters for, one or both. */
export const whichCounter = (needs) => (needs.length > 1 ? "kiosk.which_counter" : `kiosk.which_counter.${needs[0]}`);

/** service: of the kiosk's tree, with `needs`; take: takes the number, with the need or without one. */
export const needed = (service, take) => html`<div class="needs">
  <section class="question"><h2>${bothNames(service.names)}</h2><p>${both(whichCounter(service.needs))}</p></section>
  <div class="answers">
    <button class="button primary" id="take" @click=${() => take()}><span>${both("kiosk.take")}</span></button>
    ${service.needs.map((need) => html`
      <button class="button" data-need=${need} @click=${() => take(need)}>${pictogram(need)}<span>${both(`kiosk.i_need.${need}`)}</span></button>`)}
  </div></div>`;
