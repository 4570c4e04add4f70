// The guide desk: a number for somebody, a ticket found again and helped on, and who waits where.

import { html, nothing } from "lit";
import { lineRow } from "./parts/clerk_side.js";
import { both } from "./parts/element.js";
import "./parts/guide_closed.js";
import "./parts/guide_doubts.js";
import "./parts/guide_issue.js";
import "./parts/guide_ticket.js";
import { isTicketCode, Readings } from "./parts/readings.js";
import { allServices } from "./parts/services.js";
import { openWords } from "./parts/staff_language.js";
import { StaffPage } from "./parts/staff_page.js";
import "./parts/stopped_numbers.js";
import { names as nameOf, t, words } from "./parts/words.js";

const READ_EVERY = 10_000; // milliseconds between readings when nothing is heard: waits grow by themselves
const READER = "guide-reader"; // whose reader stands at this desk, kept in this browser
const LANES = ["ordinary", "priority", "booked", "helper"]; // offered where the hall has a promise for them

class GuidePage extends StaffPage {
  static properties = { ...StaffPage.properties, hall: { state: true }, ticket: { state: true }, doubts: { state: true } };

  roles = ["guide", "manager"];
  titleKey = "guide.title";
  #services = [];
  #reasons = [];
  #readings = null;

  constructor() {
    super();
    this.hall = null;
    this.ticket = null;
    this.doubts = [];
  }

  async enter() {
    [this.#services, this.#reasons] = await Promise.all(
      ["services", "priority-reasons"].map((path) => this.api.get(path, { keepTrying: Infinity })));
    this.follow(() => this.#read(), { every: READ_EVERY });
    this.#readings = new Readings(this.api, {
      onReading: (reading) => this.#scanned(reading),
      onRefused: (error) => this.say("guide.not_read", { why: error.sentence ?? String(error) }, "fault"),
    });
    this.#readings.listen();
    this.#beside(localStorage.getItem(READER) ?? "");
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#readings?.stop();
  }

  #beside(kiosk) {
    localStorage.setItem(READER, kiosk);
    this.#readings.follow(kiosk ? `?kiosk=${encodeURIComponent(kiosk)}` : null);
  }

  #scanned(reading) {
    if (reading.kind === "booking") return location.assign(`/bookings#${reading.code}`);
    if (reading.kind === "card") return this.say(reading.priority ? "guide.card_priority" : "guide.card_read", reading);
    if (reading.kind === "slip") return this.part("guide-issue").comesAgain(reading.slip);
    this.ticket = reading.ticket;
    this.notice = null;
  }

  async #read() {
    [this.hall, this.doubts] = await Promise.all(["hall-state", "prints/undecided"].map((path) => this.api.get(path)));
    if (this.ticket) await this.#again();
  }

  #issued = ({ detail: ticket }) => {
    this.ticket = { ...ticket, fresh: true };
    this.say("guide.taken", { number: ticket.number });
  };

  #find = async (event) => {
    event.preventDefault();
    const field = event.target.elements.number;
    const typed = field.value.trim();
    if (isTicketCode(typed) || /^\d{17}[\dXx]$/.test(typed)) {
      field.value = ""; // a scanner typed it; a card's number must not stand there
      return this.#readings.read(typed);
    }
    const number = typed.toUpperCase();
    if (!number) return;
    const tickets = await this.act(() => this.#look(number));
    if (!tickets) return;
    if (tickets.length) {
      [this.ticket] = tickets;
      this.notice = null;
      field.value = "";
    } else this.say("manager.not_found", { number }, "note");
  };

  #look(number) {
    return this.api.get(`tickets?number=${encodeURIComponent(number)}`);
  }

  /** The same ticket as the hall sees it now; a very new one may not be found yet. */
  #again = async () => {
    const { id, number } = this.ticket;
    const found = await this.act(() => this.#look(number));
    const now = Array.isArray(found) && found.find((ticket) => ticket.id === id);
    if (now && this.ticket.id === id) this.ticket = { ...now, fresh: this.ticket.fresh };
  };

  content() {
    const promised = this.hall?.lines[0]?.by_lane ?? {};
    const lanes = LANES.filter((lane) => lane in promised);
    return html`<main class="guide">
      <guide-issue .services=${this.#services} .lanes=${lanes} .reasons=${this.#reasons} .page=${this}
        .lines=${this.hall?.lines ?? []} .stops=${this.hall?.stopped_numbers ?? []} .words=${words.language} @issued=${this.#issued}></guide-issue>
      <div class="middle">
        <form class="find" @submit=${this.#find}><input class="input" name="number" autocomplete="off" placeholder=${t("manager.find_hint")}
          aria-label=${t("manager.find_hint")}><button class="button">${both("manager.find")}</button>${this.#readers()}</form>
        ${this.line()}
        <guide-ticket .ticket=${this.ticket} .names=${allServices(this.#services)} .services=${this.#services} .reasons=${this.#reasons}
          .printers=${this.hall?.printers ?? []} .page=${this} .words=${words.language} @changed=${this.#again}></guide-ticket>
      </div>
      <aside><guide-doubts .papers=${this.doubts} .printers=${this.hall?.printers ?? []} .page=${this} .words=${words.language}
          @changed=${() => this.#read()}></guide-doubts>
        <section class="card"><h2>${both("clerk.waiting")}</h2>
        <ul class="lines">${(this.hall?.lines ?? []).map(lineRow)}</ul></section>
        ${this.hall?.stopped_numbers.length ? html`<section class="card"><stopped-numbers .stops=${this.hall.stopped_numbers} .words=${words.language}></stopped-numbers></section>` : nothing}
        <guide-closed .counters=${this.hall?.counters ?? []} .words=${words.language}></guide-closed></aside>
    </main>`;
  }

  /** Whose reader stands at this desk; nothing where the hall has no kiosk. */
  #readers() {
    const kiosks = this.hall?.printers ?? [];
    const chosen = localStorage.getItem(READER) ?? "";
    return kiosks.length ? html`<select name="reader" class="input" aria-label=${t("guide.reader")} @change=${(event) => this.#beside(event.target.value)}>
      <option value="">${t("guide.no_reader")}</option>${kiosks.map(({ kiosk, names }) => html`<option value=${kiosk} ?selected=${kiosk === chosen}>${
      t("guide.reader_of", { kiosk: nameOf(names) })}</option>`)}</select>` : html``;
  }
}

await openWords();
customElements.define("guide-page", GuidePage);
