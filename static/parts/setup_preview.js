// A look at any day under the draft: what the hall is like then, counter by counter, and when it opens next.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import { names, t } from "./words.js";

class SetupPreview extends HallElement {
  static properties = { draft: { attribute: false }, looked: { attribute: false }, time: { attribute: false }, words: {}, date: { state: true }, told: { state: true }, busy: { state: true } };

  #turn = 0;

  constructor() {
    super();
    this.told = null;
    this.busy = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.date = this.time.iso();
  }

  willUpdate(changed) {
    if (changed.has("looked") || changed.has("date")) this.#read();
  }

  /** One question at a time, and after the last change one more: what was asked in between is of no use any more. */
  async #read() {
    this.#turn += 1;
    if (this.busy) return;
    this.busy = true;
    for (let turn = null; turn !== this.#turn;) {
      turn = this.#turn;
      const told = this.date ? await this.draft.day(this.date).catch(() => null) : null; // mistakes are told above
      if (turn === this.#turn) this.told = told ?? this.told;
    }
    this.busy = false;
  }

  render() {
    const { told, busy } = this;
    return html`<section class="card preview" aria-busy=${busy}><h2>${both("setup.preview")}</h2>
      <label class="field"><span class="visually-hidden">${t("setup.day")}</span><input type="date" .value=${this.date} @change=${(event) => (this.date = event.target.value)}></label>
      <p class="past checking" role="status">${busy ? t("setup.looking") : nothing}</p>
      ${told ? html`<p class="says-day" role="status" data-open=${told.hall.length > 0}>${names(told.sentence)}</p>
        ${told.provisional ? html`<p class="note">${t("setup.provisional", { year: told.date.slice(0, 4) })}</p>` : nothing}
        <ul class="groups">${told.counters.map((group) => html`<li>
          <p>${group.counters.length > 1 ? t("setup.counters_n", { n: group.counters.length }) : nothing} <span class="past">${t("plan.of.counters")} ${group.counters.map((counter) => counter.id).join(t("plan.and"))}</span></p>
          <p>${group.bands.length ? group.bands.map((band) => html`<span class="band" data-kind=${band.kind}>${band.at}${band.kind === "open" ? nothing : html` ◆`}</span>`)
            : html`<span class="past">${t("plan.why_opens", { why: names(group.why), opens: names(group.opens) })}</span>`}</p></li>`)}</ul>` : nothing}
    </section>`;
  }
}

customElements.define("setup-preview", SetupPreview);
