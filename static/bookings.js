// The booking desk: a booking by telephone or at the desk, a code checked in, and the plan of extended service.

import { html, nothing } from "lit";
import { newRequest } from "./parts/api.js";
import { dayParts, dayTold } from "./parts/day_told.js";
import { both, bothNames } from "./parts/element.js";
import "./parts/find_service.js";
import { openWords } from "./parts/staff_language.js";
import { StaffPage } from "./parts/staff_page.js";
import { names, t, words } from "./parts/words.js";

const READ_EVERY = 10_000; // milliseconds
const CODE = /^[A-Z0-9]{4}[\s-]?[A-Z0-9]{4}$/i; // anything else that is typed is a card's or a mobile number

const clock = (start) => start.slice(11, 16).replace(/^0/, "");

class BookingDesk extends StaffPage {
  static properties = { ...StaffPage.properties, plan: { state: true }, days: { state: true }, service: { state: true }, made: { state: true }, theirs: { state: true } };

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
    this.theirs = null; // what was found of somebody who lost the code
  }

  async enter() {
    this.part(location.hash ? "[name=code]" : "find-service").focus(); // a code that was scanned, or the next call
    this.#services = await this.api.get("services", { keepTrying: Infinity });
    this.follow(() => this.#read(), { every: READ_EVERY });
  }

  async #read() {
    this.plan = await this.api.get(`bookings/plan${this.#day ? `?day=${this.#day}` : ""}`);
  }

  #chooseService = async ({ detail }) => {
    this.service = detail?.id ?? "";
    this.days = [];
    await this.#readSlots();
  };

  async #readSlots() {
    const { service } = this;
    this.#request = newRequest();
    if (!service) return;
    const days = await this.act(() => this.api.get(`bookings/slots?service=${encodeURIComponent(service)}`));
    if (service !== this.service) return;
    this.days = days ?? [];
    await this.updateComplete;
    const times = [...this.part("[name=start]").options].filter((time) => !time.disabled);
    const first = times.find((time) => time.selected) ?? times[0];
    if (first) first.selected = true;
  }

  #book = async (event) => {
    event.preventDefault();
    const { start, identity, channel } = event.target.elements;
    const body = { service: this.service, start: start.value, identity: identity.value, channel: channel.value };
    const made = await this.act(() => this.api.post("bookings", body, { request: this.#request }));
    await this.#readSlots();
    if (!made) return;
    this.made = made;
    identity.value = "";
    this.say("booking.made", { code: made.code, when: this.#when(made.start) });
    this.part("find-service").focus(); // for the next call
    await this.act(() => this.#read());
  };

  #arrive = async (event) => {
    const field = event.target.elements.code;
    const typed = field.value.trim().replace(/^.*\/book\//, "");
    const isCode = CODE.test(typed);
    if (isCode && event.submitter?.formTarget) return; // opens the booking's own page
    event.preventDefault();
    this.theirs = null;
    if (isCode) return (await this.#checkIn(typed)) && (field.value = "");
    const theirs = await this.act(() => this.api.post("bookings/find", { identity: typed }));
    if (!theirs) return;
    field.value = ""; // nobody's number stays on the screen
    this.theirs = theirs;
  };

  async #checkIn(code) {
    const came = await this.act(() => this.api.post(`bookings/${encodeURIComponent(code)}/check-in`, {}));
    if (!came) return false;
    this.theirs = null;
    this.say(came.lane === "ordinary" ? "booking.checked_in_late" : "booking.checked_in", { number: came.ticket.number });
    await this.act(() => this.#read());
    return true;
  }

  #turnTo = (event) => {
    this.#day = event.target.value;
    this.act(() => this.#read());
  };

  #when(start) {
    return t("book.moment", { ...dayParts(start), time: clock(start) });
  }

  content() {
    return html`<main class="bookings">
      <div class="desk">${this.line()}${this.#arrival()}${this.#newBooking()}</div>
      ${this.plan ? this.#plan() : nothing}
    </main>`;
  }

  #newBooking() {
    const free = this.days.some(({ slots }) => slots.some(({ why }) => why === null));
    return html`<form class="card new" @submit=${this.#book}>
      <h2>${both("booking.new")}</h2>
      <find-service class="field" .api=${this.api} .services=${this.#services} .words=${words.language} @chosen=${this.#chooseService}></find-service>
      <label class="field"><span>${both("booking.time")}</span><select name="start" required ?disabled=${!free}>
        ${this.days.map((day) => this.#times(day))}</select></label>
      ${this.days.some((day) => day.may_change) ? html`<p class="note">${both("book.may_change")}</p>` : nothing}
      <div role="status">${this.service && this.days.length && !free ? html`<p class="note">${both("book.nothing_free")}</p>` : nothing}${this.#notThen()}</div>
      <label class="field"><span>${both("book.identity")}</span><input name="identity" required maxlength="40" autocomplete="off"></label>
      <label class="field"><span>${both("booking.channel")}</span><select name="channel">
        ${["phone", "desk"].map((each) => html`<option value=${each}>${t(`booking.channel.${each}`)}</option>`)}</select></label>
      <button class="button primary big">${both("book.confirm")}</button>
      ${this.made ? html`<p>${both("book.code")} <b class="number" data-code=${this.made.code}>${this.made.code}</b></p>` : nothing}
    </form>`;
  }

  /** The slots of a day; one that can't be had says why. */
  #times({ day, slots }) {
    const shown = slots.filter(({ why }) => why !== "over");
    return shown.length ? html`<optgroup label=${names(dayTold(day))}>${shown.map(({ start, left, why }) => html`<option value=${start}
      ?disabled=${why}>${this.#when(start)} · ${why ? t(`book.why.${why}`) : t("book.left", { n: left })}</option>`)}</optgroup>` : nothing;
  }

  /** Sentences to read out on the telephone: on which days nothing can be had, why, and what is possible next. */
  #notThen() {
    const told = new Map();
    for (const { day, slots } of this.days.filter((each) => each.slots.every(({ why }) => why))) {
      const sentences = slots.filter(({ why }) => why !== "over").map(({ why_not: sentence }) => names(sentence));
      for (const sentence of new Set(sentences)) told.set(sentence, [...(told.get(sentence) ?? []), names(dayTold(day))]);
    }
    return told.size ? html`<ul class="not-then">${[...told].map(([sentence, days]) => html`<li class="note"><b>${days.join("、")}</b> ${sentence}</li>`)}</ul>` : nothing;
  }

  #arrival() {
    return html`<form class="card arrival" @submit=${this.#arrive}>
      <h2>${both("booking.check_in")}</h2>
      <label class="field"><span>${both("booking.code_or_number")}</span>
        <input class="input" name="code" value=${location.hash.slice(1)} autocomplete="off" required maxlength="60"></label>
      <button class="button">${both("booking.check_in_do")}</button>
      <button class="button quiet" formaction="/book" formmethod="get" formtarget="_blank">${both("booking.change")}</button>
      <div role="status">${this.theirs ? this.#found(this.theirs) : nothing}</div>
    </form>`;
  }

  #found(theirs) {
    if (!theirs.length) return html`<p class="note">${both("booking.none_found")}</p>`;
    return html`<ul class="theirs">${theirs.map(({ code, start, state, mask, service_names: service }) => html`<li data-found=${code}>
      <b>${this.#when(start)}</b> ${names(service)} <span class="past">${mask} · ${t(`book.state.${state}`)}</span>
      <span class="buttons">${state === "booked" ? html`<button type="button" class="button" @click=${() => this.#checkIn(code)}>${both("booking.check_in_do")}</button>` : nothing}
        <a class="button quiet" href=${`/book/${code}`} target="_blank">${both("booking.change")}</a></span></li>`)}</ul>`;
  }

  #plan() {
    const { day, frozen, counters } = this.plan;
    return html`<section class="plan">
      <p class="printed">${bothNames(this.me.hall.names)} · ${both("booking.printed", { time: `${this.time.iso()} ${this.time.text()}` })}</p>
      <div class="head"><h2>${both("booking.plan", { day: dayTold(day) })}</h2>
        <label class="field day"><span>${both("booking.day")}</span><input type="date" .value=${day} @change=${this.#turnTo}></label>
        <button class="button" @click=${() => print()}>${both("booking.print")}</button></div>
      <p class="${frozen ? "done" : "note"}">${both(frozen ? "booking.frozen" : "booking.open")}</p>
      ${counters.length ? counters.map((counter) => this.#counter(counter)) : html`<p class="card">${both("booking.nobody")}</p>`}
    </section>`;
  }

  #counter({ counter, names: texts, who, visits }) {
    return html`<article class="card" data-counter=${counter}>
      <h3>☾ ${bothNames(texts)} · ${both("booking.who")} ${who.length ? who.join("、") : "__________"}</h3>
      <table>
        <colgroup><col class="time"><col><col class="visitor"><col><col class="state"></colgroup>
        <thead><tr><th>${both("booking.time")}</th><th>${both("guide.service")}</th><th>${both("booking.visitor")}</th>
          <th>${both("booking.papers")}</th><th>${both("booking.state")}</th></tr></thead>
        <tbody>${visits.map((visit) => html`<tr data-state=${visit.state}><td>${visit.start.slice(11, 16)}</td>
          <td>${names(visit.service_names)}</td><td>${visit.mask}</td>
          <td><ul>${visit.materials.map((paper) => html`<li>${names(paper)}</li>`)}</ul></td><td>${visit.moved_to
          ? both("booking.moved_to", { when: this.#when(visit.moved_to) }) : both(`book.state.${visit.state}`)}</td></tr>`)}</tbody>
      </table>
    </article>`;
  }
}

await openWords();
customElements.define("booking-desk", BookingDesk);
