// What every Lit part shares: light DOM, its own timers (cleared when it leaves), new words when the language changes.

import { html, LitElement, nothing } from "lit";
import { also, alsoNames, isForeign, names, t, words } from "./words.js";

/** A word in the page's language with the other one, smaller, beside or under it (CSS decides). */
export const both = (key, params) =>
  html`<span class="first">${t(key, params)}</span> <span class="also" lang=${words.other}>${also(key, params)}</span>`;

/** The same for a text the hall gives in its languages; what it gives in the other one only is marked as such. */
export const bothNames = (texts) =>
  html`<span class="first" lang=${isForeign(texts) ? words.other : nothing}>${names(texts)}</span> ${alsoNames(texts)
    ? html`<span class="also" lang=${words.other}>${alsoNames(texts)}</span>`
    : nothing}`;

export class HallElement extends LitElement {
  #timers = new Set();
  #reword = () => this.requestUpdate();

  createRenderRoot() {
    return this; // one set of CSS files serves all
  }

  connectedCallback() {
    super.connectedCallback();
    words.addEventListener("change", this.#reword);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    words.removeEventListener("change", this.#reword);
    for (const stop of this.#timers) stop();
    this.#timers.clear();
  }

  /** Does it once after that many milliseconds; the answer cancels it. */
  after(milliseconds, deed) {
    const timer = setTimeout(() => (this.#timers.delete(stop), deed()), milliseconds);
    const stop = () => (clearTimeout(timer), this.#timers.delete(stop));
    this.#timers.add(stop);
    return stop;
  }

  /** Does it every so many milliseconds; the answer stops it. */
  every(milliseconds, deed) {
    const timer = setInterval(deed, milliseconds);
    const stop = () => (clearInterval(timer), this.#timers.delete(stop));
    this.#timers.add(stop);
    return stop;
  }
}
