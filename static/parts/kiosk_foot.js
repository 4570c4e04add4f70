// The kiosk's foot: what is always in the same place, or the countdown that takes its place.

import { html, nothing } from "lit";
import { both } from "./element.js";
import { words } from "./words.js";

/**
 * view     the page above: its name, and of a choice the path of cards that led there
 * hall     as GET kiosk tells it; left: seconds of the countdown, or null
 * early    whether something was laid on too early, which is said
 * large    whether large text is on; looking: whether a choice shows what to bring; each has its act
 * home, show(view), stay: lead to the start, to a page, and on where the countdown runs
 */
export function foot({ view, hall, left, early, large, looking, enlarge, look, home, show, stay }) {
  const back = wayBack(view, home, show);
  if (left !== null) return countdown(left, back, stay);
  return html`<footer class="foot">
    ${early ? html`<p class="early" role="status">${both("kiosk.after_paper")}</p>` : nothing}
    ${back}
    <span class="languages" role="group" aria-label="语言 Language">
      ${words.languages.map((each) => html`
        <button class="button" lang=${each} aria-pressed=${each === words.language}
          @click=${() => words.use(each)}>${each === "en" ? "English" : "中文"}</button>`)}
    </span>
    ${tool("common.large_text", "large", enlarge, large)}
    ${view.name === "choose" ? html`
      ${hall.bookings ? tool("kiosk.booked", "booked", () => show({ name: "booking" })) : nothing}
      ${hall.places.length ? tool("kiosk.no_queue", "no_queue", () => show({ name: "places" })) : nothing}
      ${tool("kiosk.papers", "papers", look, looking)}
      ${tool("kiosk.help", "help", () => show({ name: "help" }))}` : nothing}
  </footer>`;
}

const tool = (word, name, act, pressed) => html`
  <button class="button ${name}" aria-pressed=${pressed ?? nothing} @click=${act}>${both(word)}</button>`;

/** It takes the place of the tools, so nothing above it moves. */
const countdown = (left, back, stay) => html`<footer class="foot">
  ${back}
  <p class="countdown" role="timer">${both("kiosk.ends_in", { n: left })}</p>
  <button class="button primary more" @click=${stay}>${both("kiosk.more_time")}</button>
</footer>`;

/** One page up; nothing on the first page, and while a number is on its way. */
function wayBack({ name, path }, home, show) {
  if (name === "taking" || (name === "choose" && !path.length)) return nothing;
  if (name === "taken" || name === "found") return wayOut("kiosk.done", home);
  const up = name === "choose" && path.length > 1 ? () => show({ name, path: path.slice(0, -1) }) : home;
  return wayOut("common.back", up);
}

const wayOut = (word, act) => html`<button class="button back" @click=${act}>${both(word)}</button>`;
