// The kiosk's question: which service; a page of cards, and the way to look one up.

import { html, nothing } from "lit";
import { both, bothNames } from "./element.js";
import "./kiosk_cards.js";
import "./kiosk_find.js";
import "./kiosk_score.js";
import { inEach } from "./kiosk_sentences.js";
import { firstPage, leavesById } from "./kiosk_tree.js";

/**
 * path     the cards tapped so far; services, waiting, large: as <kiosk-cards> takes them
 * looking  whether a choice shows what to bring; card: a card that was laid on, or null
 * api      asked how promises were kept, which the first page tells
 * seek     opens the search; choose: takes the "choose" event
 */
export function question({ path, services, waiting, large, looking, card, api, seek, choose }) {
  const parent = path.at(-1);
  // The tree may have changed since the tap: children are taken from what the hall said last.
  const level = path.reduce((list, { id }) => list.find((each) => each.id === id)?.children ?? [], firstPage(services));
  return html`
    <section class="question">
      <h2>${parent ? bothNames(parent.names) : both(looking ? "kiosk.choose_to_look" : "kiosk.choose")}</h2>
      ${parent ? html`<p>${both("kiosk.choose_item")}</p>` : html`<button class="button seek" @click=${seek}>${both("kiosk.find_button")}</button>`}
      ${card ? html`<p class="card-read" role="status">${both(card.priority ? "kiosk.card_priority" : "kiosk.card_read", card)}</p>` : nothing}
    </section>
    <kiosk-cards .services=${level} .waiting=${waiting} .large=${large} @choose=${choose}></kiosk-cards>
    ${parent ? nothing : html`<kiosk-score .api=${api}></kiosk-score>`}
  `;
}

/** The search, by what the question takes too. */
export const find = ({ api, services, waiting, large, choose }) => html`
  <kiosk-find .api=${api} .services=${services} .waiting=${waiting} .large=${large} @choose=${choose}></kiosk-find>`;

/** The view after a list of an earlier visit was scanned: what was missing, and a number for the same service. */
export function comesAgain(slip, services) {
  const service = leavesById(services).get(slip.again);
  if (service) return { name: "about", service, slip, path: [], about: { materials: slip.missing, slip } };
  return { name: "refused", sentence: inEach("error.not-offered-now"), again: null };
}
