// The keys of the clerk's page, and giving an act another one: choose the act, press the key.

import { html, nothing } from "lit";
import { Ask } from "./ask.js";
import { both } from "./element.js";
import { keyOf } from "./keys.js";
import { t } from "./words.js";

const nameOf = (act) => (act === "undo" ? "clerk.undo_last" : `clerk.${act}`);

/** question: {keys: Keys} */
export class AskKeys extends Ask {
  static properties = { ...Ask.properties, act: { state: true }, says: { state: true } };

  begin() {
    this.act = null; // whose key is pressed next
    this.says = null; // {fault, text}
  }

  title() {
    return both("clerk.keys");
  }

  confirmKey() {
    return null;
  }

  keydown(event) {
    if (!this.act || event.key === "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const { keys } = this.question;
    const came = keys.give(this.act, event);
    if (came === "waits") return;
    const words = { act: t(nameOf(this.act)), key: keyOf(event) };
    if (came === "given") this.#say("clerk.keys_given", words);
    else if (came === "owned") this.#say("clerk.keys_owned", words, true);
    else this.#say("clerk.keys_taken", { ...words, other: t(nameOf(came.taken)) }, true);
    if (came === "given") this.act = null;
  }

  #say(key, words, fault = false) {
    this.says = { fault, text: t(key, words) };
  }

  #wait(act) {
    this.act = this.act === act ? null : act;
    this.says = null;
  }

  #reset() {
    this.question.keys.reset();
    this.act = null;
    this.#say("clerk.keys_usual_again", {});
  }

  body() {
    const { keys } = this.question;
    const says = this.says ?? (this.act ? { text: t("clerk.keys_press", { act: t(nameOf(this.act)) }) } : { text: t("clerk.keys_hint") });
    return html`<div class="keys">${keys.all.map(([act, key]) => html`<button type="button" class="row" data-act=${act}
        aria-pressed=${this.act === act} @click=${() => this.#wait(act)}><kbd>${this.act === act ? "…" : key}</kbd><span>${both(nameOf(act))}</span></button>`)}
      </div>
      <p class=${this.says?.fault ? "fault" : "past"} role="status">${says.text}</p>
      ${keys.usual ? nothing : html`<button type="button" class="button" id="usual-keys" @click=${() => this.#reset()}>${both("clerk.keys_usual")}</button>`}`;
  }
}

customElements.define("ask-keys", AskKeys);
