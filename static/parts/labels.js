// How staff pages write figures: a wait, a lane, a share of the promise and its bar, the sign of a state.

import { html, nothing, svg } from "lit";
import { t } from "./words.js";

const MINUTE = 60_000; // milliseconds
const BAR_ENDS = 1.5; // share of the promise at which a bar is full

/** "38 分", "1 小时 05 分"; milliseconds, never negative. */
export function wait(milliseconds) {
  const minutes = Math.max(0, Math.floor((milliseconds ?? 0) / MINUTE));
  if (minutes < 60) return t("clerk.minutes", { n: minutes });
  return t("clerk.hours_minutes", { h: Math.floor(minutes / 60), n: String(minutes % 60).padStart(2, "0") });
}

/** "247 分": for figures, which have no room for hours; milliseconds. */
export const inMinutes = (milliseconds) =>
  Number.isFinite(milliseconds) ? t("clerk.minutes", { n: Math.max(0, Math.floor(milliseconds / MINUTE)) }) : "–";

/** "04:12", or "1:04:12" past the hour; milliseconds, never negative. */
export function elapsed(milliseconds) {
  const seconds = Math.max(0, Math.floor((milliseconds ?? 0) / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** "92 %" of a share; "–" when there is none. */
export const percent = (share) => (Number.isFinite(share) ? `${Math.round(share * 100)} %` : "–");

/** "09:30" of the hall's today as RFC 3339, in the hall's own zone; time: the hall's clock. */
export function hallInstant(clock, time) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    year: "numeric", month: "2-digit", day: "2-digit", timeZone: time.timezone, timeZoneName: "longOffset",
  }).formatToParts(new Date(time.now()));
  const part = (type) => parts.find((each) => each.type === type).value;
  const offset = part("timeZoneName").replace("GMT", "") || "Z";
  return `${part("year")}-${part("month")}-${part("day")}T${clock}:00${offset}`;
}

/** A ticket's state in words; who said to be late wasn't missed. */
export const stateWord = ({ state = "waiting", late_at: late }) => t(`common.state.${state === "missed" && late ? "late" : state}`);

/** A lane: its shape and its word; with ☾ a booking of extended service. */
export const laneMark = (lane, band = null) => html`<span class="lane" data-lane=${lane}>${t(`common.lane.${lane}`)}${band
  ? html` <span class="extended" role="img" aria-label=${t("common.extended")} title=${t("common.extended")}>☾</span>` : nothing}</span>`;

/** How much of the promise the front of a line has used; the mark is the promise, past it the bar is red. */
export function promiseBar(share) {
  const used = Number.isFinite(share) ? Math.min(Math.max(share, 0), BAR_ENDS) * 100 : 0;
  return html`<svg class="promise" data-broken=${share > 1} viewBox="0 0 150 8" preserveAspectRatio="none"
    role="img" aria-label=${t("clerk.promise_used", { percent: percent(share) })}>
    <rect class="promise-ground" width="150" height="8"></rect>
    <rect class="promise-used" width=${used} height="8"></rect>
    <rect class="promise-mark" x="99" width="1.5" height="8"></rect>
  </svg>`;
}

/** How many wait in each lane, shapes and figures: "● 12 ♥ 2". */
export const laneCounts = (byLane = {}) =>
  Object.entries(byLane)
    .filter(([, n]) => n > 0)
    .map(([lane, n]) => html`<span class="lane" data-lane=${lane} title=${t(`common.lane.${lane}`)}>${n}</span>`);

// Shapes in a 16 × 16 box, so that no state is a colour alone and none depends on a font.
const SIGNS = {
  free: svg`<circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="2.5"></circle>`,
  called: svg`<path d="M3 2l11 6-11 6z" fill="currentColor"></path>`,
  serving: svg`<circle cx="8" cy="8" r="7" fill="currentColor"></circle>`,
  paused: svg`<path d="M4 2v12M12 2v12" stroke="currentColor" stroke-width="3.5"></path>`,
  closed: svg`<path d="M3 3l10 10M13 3L3 13" stroke="currentColor" stroke-width="2.5"></path>`,
  "no-queue": svg`<path d="M2 8h8M7 4l4 4-4 4M14 3v10" fill="none" stroke="currentColor" stroke-width="2"></path>`,
  empty: svg`<path d="M3 8h10" stroke="currentColor" stroke-width="2.5"></path>`,
};

/** The state of a counter: its sign and its word. */
export const stateSign = (state) => html`<span class="sign" data-state=${state}>
  <svg viewBox="0 0 16 16" aria-hidden="true">${SIGNS[state]}</svg>${t(`clerk.state.${state}`)}</span>`;
