// The booking desk: a booking by telephone or at the desk, a code checked in, and the plan of extended service.

import { html, nothing } from "lit";
import { newRequest } from "./parts/api.js";
import { both, bothNames } from "./parts/element.js";
import { leaves } from "./parts/services.js";
import { openWords } from "./parts/staff_language.js";
import { StaffPage } from "./parts/staff_page.js";
import { names, t } from "./parts/words.js";

const READ_EVERY = 10_000; // milliseconds

class BookingDesk extends StaffPage {
  static properties = { ...StaffPage.properties, plan: { state: true }, days: { state: true }, service: { state: true }, made: { state: true } };

  roles = ["guide", "manager"];
  titleKey = "booking.title";
  #services = [];
  #day = "";
  #request = newRequest(); // names one wish: a second press books once

  constructor() {
    super();
    this.plan = null;
    this.days = [];
    this.service = "";
    this.made = null;
  }

  async enter() {
    this.#services = await this.api.get("services", { keepTrying: Infinity });
    this.follow(() => this.#read(), { every: READ_EVERY });
  }

  async #read() {
    this.plan = await this.api.get(`bookings/plan${this.#day ? `?day=${this.#day}` : ""}`);
  }

  #chooseService = async (event) => {
    this.service = event.target.value;
    this.#request = newRequest();
    const path = `bookings/slots?service=${encodeURIComponent(this.service)}`;
    this.days = this.service ? ((await this.act(() => this.api.get(path))) ?? []) : [];
  };

  #book = async (event) => {
    event.preventDefault();
    const { start, identity, channel } = event.target.elements;
    const body = { service: this.service, start: start.value, identity: identity.value, channel: channel.value };
    const made = await this.act(() => this.api.post("bookings", body, { request: this.#request }));
    this.#request = newRequest();
    if (!made) return;
    this.made = made;
    identity.value = "";
    this.say("booking.made", { code: made.code, when: this.#when(made.start) });
    await this.act(() => this.#read());
  };

  #checkIn = async (event) => {
    event.preventDefault();
    const field = event.target.elements.code;
    const code = field.value.trim().replace(/^.*\/book\//, "");
    if (!code) return;
    const came = await this.act(() => this.api.post(`bookings/${encodeURIComponent(code)}/check-in`, {}));
    if (!came) return;
    field.value = "";
    this.say("booking.checked_in", { number: came.ticket.number });
    await this.act(() => this.#read());
  };

  #turnTo = (event) => {
    this.#day = event.target.value;
    this.act(() => this.#read());
  };

  #when(start) {
    return `${start.slice(5, 10)} ${start.slice(11, 16)}`;
  }

  content() {
    return html`<main class="bookings">
      <div class="desk">${this.line()}${this.#newBooking()}${this.#arrival()}</div>
      ${this.plan ? this.#plan() : nothing}
    </main>`;
  }

  #newBooking() {
    const free = this.days.flatMap(({ slots }) => slots).filter(({ why }) => why === null);
    return html`<form class="card new" @submit=${this.#book}>
      <h2>${both("booking.new")}</h2>
      <label class="field"><span>${both("guide.service")}</span><select name="service" required @change=${this.#chooseService}>
        <option value="">${t("booking.choose")}</option>
        ${leaves(this.#services).map(({ service }) => html`<option value=${service.id}>${names(service.names)}</option>`)}</select></label>
      <label class="field"><span>${both("booking.time")}</span><select name="start" required ?disabled=${!free.length}>
        ${free.map(({ start, left }) => html`<option value=${start}>${this.#when(start)} · ${t("book.left", { n: left })}</option>`)}</select></label>
      ${this.days.some((day) => day.may_change) ? html`<p class="note">${both("book.may_change")}</p>` : nothing}
      ${this.service && !free.length ? html`<p class="note">${both("book.nothing_free")}</p>` : nothing}
      <label class="field"><span>${both("book.identity")}</span><input name="identity" required maxlength="40" autocomplete="off"></label>
      <label class="field"><span>${both("booking.channel")}</span><select name="channel">
        ${["phone", "desk"].map((each) => html`<option value=${each}>${t(`booking.channel.${each}`)}</option>`)}</select></label>
      <button class="button primary big">${both("book.confirm")}</button>
      ${this.made ? html`<p>${both("book.code")} <b class="number" data-code=${this.made.code}>${this.made.code}</b></p>` : nothing}
    </form>`;
  }

  #arrival() {
    return html`<form class="card arrival" @submit=${this.#checkIn}>
      <h2>${both("booking.check_in")}</h2>
      <input class="input" name="code" value=${location.hash.slice(1)} autocomplete="off" aria-label=${t("book.code")} placeholder=${t("book.code")}>
      <button class="button">${both("booking.check_in_do")}</button>
    </form>`;
  }

  #plan() {
    const { day, frozen, counters } = this.plan;
    return html`<section class="plan">
      <div class="head"><h2>${both("booking.plan", { day })}</h2>
        <label class="field day"><span>${both("booking.day")}</span><input type="date" .value=${day} @change=${this.#turnTo}></label>
        <button class="button" @click=${() => print()}>${both("booking.print")}</button></div>
      <p class="${frozen ? "done" : "note"}">${both(frozen ? "booking.frozen" : "booking.open")}</p>
      ${counters.length ? counters.map((counter) => this.#counter(counter)) : html`<p class="card">${both("booking.nobody")}</p>`}
    </section>`;
  }

  #counter({ counter, names: texts, who, visits }) {
    return html`<article class="card" data-counter=${counter}>
      <h3>☾ ${bothNames(texts)} · ${who.length ? who.join("、") : "__________"}</h3>
      <table>
        <thead><tr><th>${both("booking.time")}</th><th>${both("guide.service")}</th><th>${both("booking.visitor")}</th>
          <th>${both("booking.papers")}</th><th>${both("booking.state")}</th></tr></thead>
        <tbody>${visits.map((visit) => html`<tr data-state=${visit.state}><td>${visit.start.slice(11, 16)}</td>
          <td>${names(visit.service_names)}</td><td>${visit.mask}</td>
          <td>${visit.materials.map(names).join("、")}</td><td>${visit.moved_to
          ? both("booking.moved_to", { when: this.#when(visit.moved_to) }) : both(`book.state.${visit.state}`)}</td></tr>`)}</tbody>
      </table>
    </article>`;
  }
}

await openWords();
customElements.define("booking-desk", BookingDesk);
