// The kiosk's foot: what is always in the same place, or the countdown that takes its place.

import { html, nothing } from "lit";
import { both } from "./element.js";
import { words } from "./words.js";

/** large: whether large text is on; enlarge: turns it; back: what leads back; more: [key, act] of further buttons. */
export const tools = ({ large, enlarge, back, more }) => html`<footer class="foot">
  ${back}
  <span class="languages" role="group" aria-label="语言 Language">
    ${words.languages.map((each) => html`
      <button class="button" lang=${each} aria-pressed=${each === words.language}
        @click=${() => words.use(each)}>${each === "en" ? "English" : "中文"}</button>`)}
  </span>
  <button class="button large" aria-pressed=${large} @click=${enlarge}>${both("common.large_text")}</button>
  ${more.map(([key, act, pressed]) => html`
    <button class="button ${key.split(".")[1]}" aria-pressed=${pressed ?? nothing} @click=${act}>${both(key)}</button>`)}
</footer>`;

/** left: seconds; more: goes on. It takes the place of the tools, so nothing above it moves. */
export const countdown = ({ left, more, back }) => html`<footer class="foot">
  ${back}
  <p class="countdown" role="timer">${both("kiosk.ends_in", { n: left })}</p>
  <button class="button primary more" @click=${more}>${both("kiosk.more_time")}</button>
</footer>`;
