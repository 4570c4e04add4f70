// The kiosk's list of places that need no number: where each is, and why it is closed.

import { html, nothing } from "lit";
import { both, bothNames } from "./element.js";

/** places: of GET kiosk. */
export const places = (list) => html`<div class="needs">
  <section class="question"><h2>${both("kiosk.no_queue_title")}</h2><p>${both("kiosk.no_queue_how")}</p></section>
  <div class="spots">${byZone(list).map(({ floor, zone, spots }) => html`
    <h3 class="past">${floor} ${bothNames(zone)}</h3>
    <ul>${spots.map(spot)}</ul>`)}</div></div>`;

const spot = ({ id, names, closed }) => html`<li data-place=${id}>
  <b class="number">${id}</b><span class="names">${bothNames(names)}</span>
  ${closed ? html`<span class="past">${bothNames(closed)}</span>` : nothing}</li>`;

/** Each zone once, with its places in the hall's order. */
function byZone(list) {
  const zones = new Map();
  for (const { floor, zone, ...place } of list) {
    const key = `${floor} ${zone.zh}`;
    if (!zones.has(key)) zones.set(key, { floor, zone, spots: [] });
    zones.get(key).spots.push(place);
  }
  return [...zones.values()];
}
