// One's own password: the old one, the new one twice; the hall decides whether it will do.

import { html, nothing } from "lit";
import { Ask } from "./ask.js";
import { both } from "./element.js";
import { t } from "./words.js";

const SHORTEST = 8; // characters; the hall says no to shorter ones

/** question: {api, first?: true when a given password must be changed before work}; answers true when it changed. */
export class OwnPassword extends Ask {
  static properties = { ...Ask.properties, said: { state: true }, ready: { state: true } };

  begin() {
    this.said = "";
    this.ready = false;
  }

  title() {
    return both("staff.own_password");
  }

  value() {
    return this.ready ? true : null;
  }

  body() {
    const field = (name, key, complete, hint) => html`<label class="field"><span>${both(key)}</span>
      <input type="password" name=${name} autocomplete=${complete} ?data-first=${name === "old"} @input=${this.#typed}>
      ${hint ? html`<small class="past">${hint}</small>` : nothing}</label>`;
    return html`${this.question.first ? html`<p class="note">${both("staff.password_first")}</p>` : nothing}
      ${field("old", "staff.password_old", "current-password")}
      ${field("new", "staff.password_new", "new-password", t("staff.password_hint", { n: SHORTEST }))}
      ${field("repeat", "staff.password_repeat", "new-password")}
      <p class=${`says ${this.said ? "fault" : ""}`} role="alert">${this.said}</p>`;
  }

  #typed = () => {
    const { old, new: fresh, repeat } = this.querySelector("form").elements;
    this.ready = fresh.value.length >= SHORTEST && fresh.value === repeat.value;
    this.said = repeat.value && fresh.value !== repeat.value ? t("staff.password_differs") : "";
  };

  async answer(value) {
    if (value === true) {
      const { old, new: fresh } = this.querySelector("form").elements;
      try {
        await this.question.api.post("session/password", { old: old.value, new: fresh.value }, { keepTrying: 0 });
        await this.question.api.me(); // a new session brings a new CSRF token
      } catch (error) {
        this.said = error.sentence ?? String(error);
        return;
      }
    }
    super.answer(value);
  }
}

customElements.define("own-password", OwnPassword);
