// The guide takes a number for somebody: which service, in which lane, and for priority the reason.

import { html, nothing } from "lit";
import { newRequest } from "./api.js";
import { choice } from "./ask.js";
import { both, bothNames, HallElement } from "./element.js";
import { whichCounter } from "./kiosk_needs.js";
import { hallInstant } from "./labels.js";
import { leaves } from "./services.js";
import "./guide_more.js";
import { names, t } from "./words.js";

const MOST_SHOWN = 60; // rows; searching shortens the list
const LIMITS = ["quota-used", "numbers-used-up", "not-offered-now"]; // refusals that a guide may let go

/**
 * services  GET services; lanes: those with a promise in this hall; reasons: [{code, names}] for priority; page: the guide's page
 * lines     as GET hall-state tells them, `closed` where no numbers are given now; stops: its stopped_numbers
 * Fires "issued" with {id, number, token, ahead, service, lane, need}.
 */
export class GuideIssue extends HallElement {
  static properties = {
    services: { attribute: false }, lanes: { attribute: false }, reasons: { attribute: false }, page: { attribute: false }, words: {},
    lines: { attribute: false }, stops: { attribute: false }, also: { state: true }, slip: { state: true }, sought: { state: true }, service: { state: true }, lane: { state: true }, reason: { state: true }, need: { state: true }, slot: { state: true }, busy: { state: true },
    usedUp: { state: true }, // when numbers of the chosen service are given again, where none are left
  };

  #request = newRequest(); // names one wish for one number: a second press gets the same one

  constructor() {
    super();
    this.services = [];
    this.lanes = [];
    this.reasons = [];
    this.lines = [];
    this.stops = [];
    this.busy = false;
    this.#afresh();
  }

  #afresh() {
    this.sought = "";
    this.service = null;
    this.also = [];
    this.slip = null;
    this.lane = "ordinary";
    this.reason = null;
    this.need = null;
    this.slot = "";
    this.usedUp = null;
    this.#request = newRequest();
  }

  get #ready() {
    if (!this.service || this.busy) return false;
    return this.lane === "priority" ? Boolean(this.reason) : this.lane !== "booked" || Boolean(this.slot);
  }

  async #issue(event) {
    event.preventDefault();
    if (!this.#ready) return;
    this.busy = true;
    const { service, lane, need } = this;
    const ticket = await this.page.act(() => this.#take());
    if (ticket) {
      this.#afresh();
      this.dispatchEvent(new CustomEvent("issued", { detail: { ...ticket, service, lane, need } }));
      this.querySelector("[name=sought]").focus();
    }
    this.busy = false;
  }

  async #take() {
    const { service, lane, need, also } = this;
    const body = { service, lane, need, also, slip: this.slip?.code };
    if (lane === "booked") body.slot = hallInstant(this.slot, this.page.time);
    if (lane === "priority") body.reason_code = this.reason;
    try {
      return await this.page.api.post("tickets", body, { request: this.#request });
    } catch (error) {
      if (!LIMITS.includes(error.code) || !(await this.#beyond(error.sentence))) throw error;
      this.#request = newRequest();
      return this.page.api.post("tickets", { ...body, override: true }, { request: this.#request });
    }
  }

  /** Whether the guide gives a number though the hall's limit is reached. */
  #beyond(sentence) {
    return this.page.part("ask-confirm").ask({
      title: t("guide.over_title"), text: `${sentence} ${t("guide.over_means")}`, confirm: "guide.over_confirm", danger: true,
    });
  }

  /** A visitor with an earlier list of missing papers ({code, service, missing, …}): for the same service again. */
  comesAgain(slip) {
    this.#changed({ slip, service: slip.again, need: null, sought: "" });
  }

  #changed(what) {
    Object.assign(this, what);
    this.#request = newRequest(); // another wish
    if (what.service) this.#lookUp(what.service);
  }

  async #lookUp(service) {
    this.usedUp = null;
    const about = await this.page.api.get(`services/${service}`).catch(() => null);
    if (this.service === service) this.usedUp = about?.used_up ?? null;
  }

  render() {
    const sought = this.sought.trim().toLowerCase();
    const found = leaves(this.services).filter(({ service, parent }) => !sought ||
      [service, parent].flatMap((each) => Object.values(each?.names ?? {})).join(" ").toLowerCase().includes(sought)).slice(0, MOST_SHOWN);
    return html`<form class="card issue" @submit=${this.#issue}>
      <h2>${both("guide.issue")}</h2>
      <input class="input" name="sought" autocomplete="off" placeholder=${t("guide.search")} aria-label=${t("guide.search")}
        .value=${this.sought} @input=${(event) => (this.sought = event.target.value)} @keydown=${(event) => this.#pickFirst(event, found)}>
      <div class="rows services" role="radiogroup" aria-label=${t("guide.service")}>${found.map(({ service, parent }, at) => html`${
        parent && parent !== found[at - 1]?.parent ? html`<p class="parent">${names(parent.names)}</p>` : nothing}${choice(
        { name: "service", value: service.id, chosen: this.service === service.id, look: "row", pick: (id) => this.#choose(id) },
        bothNames(service.names))}`)}
        ${found.length ? nothing : html`<p class="past empty">${both("guide.no_service")}</p>`}</div>
      <div class="wishes">${this.#shut()}
      <guide-more .services=${this.services} .service=${this.service} .also=${this.also} .slip=${this.slip} .page=${this.page} .words=${this.words}
        @wished=${({ detail }) => (this.#changed({ need: null, sought: "", ...detail }))}></guide-more>
      <div class="choices lanes" role="radiogroup" aria-label=${t("guide.lane")}>${this.lanes.map((lane) => choice(
        { name: "lane", value: lane, chosen: this.lane === lane, pick: () => this.#changed({ lane }) },
        html`<span class="lane" data-lane=${lane}>${both(`common.lane.${lane}`)}</span>`))}</div>
      ${this.#needs()}</div>
      <div class="extra">${this.#extra()}</div>
      <button id="issue" class="button primary big" aria-disabled=${this.#ready ? nothing : "true"}>${both("guide.take")}</button>
    </form>`;
  }

  #pickFirst(event, found) {
    if (event.key !== "Enter" || !found.length || this.service) return;
    event.preventDefault();
    this.#choose(found[0].service.id);
  }

  #choose(service) {
    this.#changed({ service, need: null, also: this.also.filter((each) => each !== service) });
  }

  get #chosen() {
    return leaves(this.services).find(({ service }) => service.id === this.service)?.service;
  }

  /** Why no numbers are given for the chosen service now, and when they are again. */
  #shut() {
    const stopped = this.stops.find(({ service, told }) => told && service === this.service);
    const closed = this.service && (stopped?.told ?? this.lines.find(({ id }) => id === this.#chosen?.line)?.closed);
    if (closed) return html`<p class="note shut">${bothNames(closed)}</p>`;
    return this.usedUp ? html`<p class="note shut">${both("guide.used_up", { opens: this.usedUp })}</p>` : nothing;
  }

  /** Which fitted counters the chosen service has, if any. */
  #needs() {
    const offered = this.#chosen?.needs;
    if (!offered) return nothing;
    return html`<div class="choices needs" role="radiogroup" aria-label=${t(whichCounter(offered))}>${[null, ...offered].map((need) => choice(
      { name: "need", value: need ?? "", chosen: this.need === need, pick: (picked) => this.#changed({ need: picked || null }) },
      both(need ? `kiosk.need.${need}` : "guide.any_counter")))}</div>`;
  }

  /** What the chosen lane asks for besides. */
  #extra() {
    if (this.lane === "booked") {
      return html`<label class="field"><span>${both("guide.slot")}</span>
        <input type="time" .value=${this.slot} @input=${(event) => this.#changed({ slot: event.target.value })}></label>
        <a href="/bookings">${both("booking.to_check_in")}</a>`;
    }
    if (this.lane !== "priority") return html`<p class="past">${t(`guide.lane_means.${this.lane}`)}</p>`;
    return html`<div class="choices reasons" role="radiogroup" aria-label=${t("guide.reason")}>${this.reasons.map(({ code, names: texts }) => choice(
      { name: "reason", value: code, chosen: this.reason === code, pick: (reason) => this.#changed({ reason }) }, bothNames(texts)))}</div>`;
  }
}

customElements.define("guide-issue", GuideIssue);
