// How a figure is counted, one tap away: a question mark that opens the sentence.

import { html } from "lit";
import { t } from "./words.js";

/** name: unique on the page; key: of the sentence. */
export const about = (name, key) => html`
  <button class="button quiet about" popovertarget=${`about-${name}`} aria-label=${t("dashboard.formula")}>?</button>
  <span id=${`about-${name}`} popover class="card sentence">${t(key)}</span>`;
