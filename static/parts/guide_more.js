// What a number at the guide desk is for besides: further services of the visit, and an earlier list of missing papers.

import { html, nothing } from "lit";
import { dayTold } from "./day_told.js";
import { both, HallElement } from "./element.js";
import { allServices, serviceRows } from "./services.js";
import { names, t } from "./words.js";

const MOST = 8; // further services of one visit

/**
 * services  GET services; service: the id chosen first, or null; also: ids of further ones; slip: the list found, or null; page
 * Fires "wished" with what changed: {also}, or {slip, service}.
 */
export class GuideMore extends HallElement {
  static properties = {
    services: { attribute: false }, service: { attribute: false }, also: { attribute: false }, slip: { attribute: false },
    page: { attribute: false }, words: {},
  };

  #wish(detail) {
    this.dispatchEvent(new CustomEvent("wished", { detail }));
  }

  async #add() {
    const taken = [this.service, ...this.also];
    const rows = serviceRows(this.services).filter(({ value }) => !taken.includes(value));
    const id = await this.page.part("ask-one").ask({ title: both("guide.also_add"), empty: t("guide.no_service"), rows });
    if (id) this.#wish({ also: [...this.also, id] });
  }

  async #find() {
    const field = this.querySelector("[name=slip]");
    const code = field.value.trim();
    if (!code) return;
    const slip = await this.page.act(() => this.page.api.get(`slips/${encodeURIComponent(code)}`));
    if (!slip) return;
    field.value = "";
    this.page.notice = null;
    this.#wish({ slip, service: slip.again });
  }

  #typed = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // the code is looked up, no number is taken yet
    this.#find();
  };

  render() {
    const named = allServices(this.services);
    return html`
      ${this.also.map((id) => html`<button type="button" class="chip" data-also=${id} aria-label=${t("guide.also_drop", { service: names(named[id]) })}
        @click=${() => this.#wish({ also: this.also.filter((each) => each !== id) })}><span>${t("guide.also")} <b>${names(named[id])}</b></span>✕</button>`)}
      ${this.slip ? html`<button type="button" class="chip" data-slip=${this.slip.code} aria-label=${t("guide.slip_drop")}
        @click=${() => this.#wish({ slip: null, service: this.service })}>${this.slip.ready_on ? html`<span>${t("guide.slip_collects", { ...this.slip, day: dayTold(this.slip.day), ready_on: dayTold(this.slip.ready_on) })}</span>` : this.slip.missing.length
          ? html`<span>${t("guide.slip_missing", { papers: this.slip.missing.map(names).join("、") })}</span>` : html`<span>${t("guide.slip_nothing")}</span>`}✕</button>` : nothing}
      <button type="button" id="also" class="button" ?disabled=${!this.service || this.also.length >= MOST}
        @click=${() => this.#add()}>${both("guide.also_add")}</button>
      ${this.slip ? nothing : html`<input class="input" name="slip" autocomplete="off" placeholder=${t("guide.slip")}
        aria-label=${t("guide.slip")} @keydown=${this.#typed} @change=${() => this.#find()}>`}`;
  }
}

customElements.define("guide-more", GuideMore);
