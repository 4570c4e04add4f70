// The kiosk's pages of one sentence: waiting for a number, a refusal, a hall that is closed or away.

import { html, nothing } from "lit";
import { both, bothNames } from "./element.js";
import "./pairing_code.js";
import { pictogram } from "./pictograms.js";
import { words } from "./words.js";

/** A text of the word files as the hall gives its own: {zh, en}. */
export function inEach(key) {
  const [zh, en] = words.languages.map((language) => words.text(language, key));
  return { zh, en };
}

/** What the hall said no with in each language, or that it did not answer. */
export function sentencesOf(error) {
  if (error.code === "unreachable") return inEach("error.unreachable");
  return error.problem?.sentences ?? error.sentence ?? String(error);
}

/** how: a word key, or null for the hall's own text, or for the way to the desk. */
export const sentence = (kind, key, how, text) => html`
  <section class="sentence" data-sentence=${kind} role="status">
    ${pictogram(kind)}
    <h2>${both(key)}</h2>
    <p>${how ? both(how) : text ? bothNames(text) : both("kiosk.ask_the_desk")}</p>
    ${kind === "unpaired" ? html`<pairing-code kind="kiosk"></pairing-code><a class="button" href="/">${both("kiosk.landing_page")}</a>` : nothing}
  </section>`;

// Pages that a visitor on the way sees out, though the hall has closed or is away.
const ON_THE_WAY = new Set(["taken", "taking", "found", "help", "about", "needs", "places", "shut", "booking"]);

/** The one sentence that replaces a page, if there is one; state, hall: as the kiosk has them. */
export function instead(page, state, hall) {
  if (ON_THE_WAY.has(page) || state === "loading") return null;
  if (state === "unpaired") return sentence("unpaired", "kiosk.unpaired", "kiosk.unpaired_how");
  if (state === "away") return sentence("away", "kiosk.away", "kiosk.away_how");
  if (hall?.stopped) return sentence("stopped", "common.stopped", null, hall.stopped);
  return hall?.open ? null : sentence("closed", "kiosk.closed", null, hall?.closed_text);
}

/** Why a service gives no number now, and when it does. */
export const shut = (service) => html`
  <section class="sentence" data-sentence="shut" role="status">
    ${pictogram("closed")}
    <h2>${bothNames(service.names)}</h2>
    ${service.stopped ? nothing : html`<p>${both(shutWord(service))}</p>`}
    ${service.opens ? html`<p class="opens">${bothNames(service.opens)}</p>` : html`<p>${both("kiosk.ask_the_desk")}</p>`}
  </section>`;

function shutWord({ used_up: usedUp, by_booking: byBooking }) {
  if (usedUp) return "kiosk.used_up_now";
  return byBooking ? "kiosk.by_booking_only" : "kiosk.service_closed";
}

/** tries: how often the hall did not answer yet. */
export const taking = ({ tries, service }) => html`
  <section class="sentence" data-sentence="taking" role="status" aria-busy="true">
    ${pictogram("taking")}
    <h2>${both("kiosk.taking")}</h2>
    <p>${tries ? both("kiosk.taking_again", { n: tries + 1 }) : bothNames(service.names)}</p>
  </section>`;

/** sentence: {zh, en}; again: what the button repeats, or null where that is of no use. */
export const refused = ({ sentence: text, again }) => html`
  <section class="sentence" data-sentence="refused" role="alert">
    ${pictogram("refused")}
    <h2>${bothNames(text)}</h2>
    <p>${both("kiosk.ask_the_desk")}</p>
    ${again ? html`<button class="button primary" @click=${again}>${both("common.retry")}</button>` : nothing}
  </section>`;
