// Dialogs that ask one thing and answer with a promise: null when the reader goes back.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import { t } from "./words.js";

/** One of several choices, a real radio button: arrows move, Enter confirms the dialog. */
export const choice = ({ name, value, chosen, pick, first = false, digit = null, look = "choice" }, content) =>
  html`<label class=${look}><input type="radio" name=${name} .value=${String(value)} ?data-first=${first} .checked=${chosen}
    @change=${() => pick(value)}>${digit ? html`<kbd>${digit}</kbd>` : nothing}<span>${content}</span></label>`;

/**
 * A part that asks in a modal dialog. A page writes `const answer = await part.ask(question)`;
 * a child draws `body()` and gives `value()`, null while it can't be confirmed.
 * Escape and the back button answer null; focus returns to where it was.
 */
export class Ask extends HallElement {
  static properties = { question: { state: true } };

  #resolve = null;

  constructor() {
    super();
    this.question = null;
  }

  get open() {
    return this.#resolve !== null;
  }

  async ask(question = {}) {
    this.answer(null);
    const from = document.activeElement;
    this.begin(question);
    this.question = question;
    await this.updateComplete;
    const dialog = this.querySelector("dialog");
    dialog.showModal();
    (dialog.querySelector("[data-first]") ?? dialog.querySelector("button")).focus();
    const answer = await new Promise((resolve) => (this.#resolve = resolve));
    from?.focus?.();
    return answer;
  }

  answer(value) {
    const resolve = this.#resolve;
    this.#resolve = null;
    this.querySelector("dialog")?.close();
    this.question = null;
    resolve?.(value);
  }

  /** Before it is shown: a child sets what it starts from. */
  begin() {}

  title() {
    return this.question.title;
  }

  body() {
    return nothing;
  }

  /** What a confirm answers with; null refuses it. */
  value() {
    return true;
  }

  /** Why it can't be confirmed yet, where the question itself doesn't say. */
  hint() {
    return null;
  }

  /** The word on the confirming button, or null for a dialog that answers by choosing. */
  confirmKey() {
    return this.question.confirm ?? "common.confirm";
  }

  keydown() {}

  render() {
    const refused = this.question && this.confirmKey() && this.value() === null;
    return html`<dialog class=${`ask ${this.constructor.look ?? ""}`} aria-labelledby=${`${this.localName}-title`}
      @cancel=${() => this.answer(null)} @close=${() => this.open && this.answer(null)} @keydown=${(event) => this.question && this.keydown(event)}>
      ${this.question ? html`<form @submit=${this.#submit}>
        <h2 id=${`${this.localName}-title`}>${this.title()}</h2>
        <div class="ask-body">${this.body()}</div>
        <footer class="ask-foot">
          <p class="past" id=${`${this.localName}-hint`} role="status">${refused ? this.hint() : nothing}</p>
          <button type="button" class="button" @click=${() => this.answer(null)}>${both(this.confirmKey() ? "common.back" : "common.close")}</button>
          ${this.confirmKey() ? html`<button class=${`button ${this.question.danger ? "danger" : "primary"}`}
            ?disabled=${refused} aria-describedby=${`${this.localName}-hint`}>${both(this.confirmKey())}</button>` : nothing}
        </footer>
      </form>` : nothing}
    </dialog>`;
  }

  #submit = (event) => {
    event.preventDefault();
    const value = this.value();
    if (value !== null && this.confirmKey()) this.answer(value);
  };
}

/** Yes or no. question: {title, text?, confirm?, danger?} */
export class AskConfirm extends Ask {
  body() {
    return this.question.text ? html`<p>${this.question.text}</p>` : nothing;
  }
}

customElements.define("ask-confirm", AskConfirm);

/**
 * Why: a few usual reasons on the digits, or words of one's own; answers the text.
 * question: {title, text?, reasons: [word keys], optional?, confirm?, danger?}
 */
export class AskReason extends Ask {
  static properties = { ...Ask.properties, chosen: { state: true }, own: { state: true } };

  begin() {
    this.chosen = null;
    this.own = "";
  }

  value() {
    const text = this.own.trim() || (this.chosen ? t(this.chosen) : "");
    return text || (this.question.optional ? "" : null);
  }

  keydown(event) {
    const key = this.question.reasons?.[Number(event.key) - 1];
    if (!key || event.target.matches("[type=text]")) return;
    event.preventDefault();
    this.#choose(key);
  }

  body() {
    return html`${this.question.text ? html`<p class="past">${this.question.text}</p>` : nothing}
      <div class="choices" role="radiogroup" aria-label=${t("reason.usual")}>
        ${(this.question.reasons ?? []).map((key, place) => choice({ name: "reason", value: key, digit: place + 1, first: place === 0,
          chosen: this.chosen === key && !this.own.trim(), pick: (value) => this.#choose(value) }, both(key)))}
      </div>
      <label class="field"><span>${both("reason.own")}</span>
        <input type="text" maxlength="80" .value=${this.own} @input=${(event) => (this.own = event.target.value)}></label>`;
  }

  #choose(key) {
    this.chosen = key;
    this.own = "";
  }
}

customElements.define("ask-reason", AskReason);

/** One of a list. question: {title, empty, rows: [{value, html, search?}]}; answers the value of the row. */
export class AskOne extends Ask {
  static properties = { ...Ask.properties, sought: { state: true } };

  begin() {
    this.sought = "";
  }

  confirmKey() {
    return null;
  }

  keydown(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const rows = [...this.querySelectorAll(".row")];
    const next = rows.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
  }

  body() {
    const sought = this.sought.trim().toLowerCase();
    const rows = this.question.rows.filter((row) => !sought || row.search?.toLowerCase().includes(sought));
    const many = this.question.rows.length > 8;
    return html`${many ? html`<label class="field"><span>${both("clerk.search")}</span>
        <input data-first .value=${this.sought} @input=${(event) => (this.sought = event.target.value)}></label>` : nothing}
      <div class="rows">
        ${rows.map((row, place) => html`<button type="button" class="row" ?data-first=${!many && place === 0}
          @click=${() => this.answer(row.value)}>${row.html}</button>`)}
        ${rows.length ? nothing : html`<p class="past empty">${this.question.empty}</p>`}
      </div>`;
  }
}

customElements.define("ask-one", AskOne);
