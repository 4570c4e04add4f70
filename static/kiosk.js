// The kiosk: one question per page, a number in at most three taps, one act in flight.

import { html } from "lit";
import { Api } from "./parts/api.js";
import "./parts/clock.js";
import { bothNames, HallElement } from "./parts/element.js";
import { Idle } from "./parts/idle.js";
import "./parts/kiosk_about.js";
import "./parts/kiosk_booking.js";
import { foot } from "./parts/kiosk_foot.js";
import "./parts/kiosk_found.js";
import { KioskHall } from "./parts/kiosk_hall.js";
import { needed } from "./parts/kiosk_needs.js";
import { places } from "./parts/kiosk_places.js";
import { comesAgain, find, question } from "./parts/kiosk_question.js";
import { instead, refused, sentence, sentencesOf, shut, taking } from "./parts/kiosk_sentences.js";
import { Taking } from "./parts/kiosk_taking.js";
import "./parts/kiosk_ticket.js";
import { Readings } from "./parts/readings.js";
import { renewWhen } from "./parts/renewal.js";
import { words } from "./parts/words.js";

const DEAD_TIME = 300; // milliseconds after a new page during which a second tap is not meant for it
const IDLE_FOR = 30_000; // milliseconds on an inner page, and after a number without paper
const WARN_FOR = 10_000; // milliseconds of countdown at the end of that
const AFTER_PRINT = 5000; // milliseconds from the confirmed print back to the start

class HallKiosk extends HallElement {
  static properties = {
    view: { state: true }, // {name: "choose", path}, or another of #view's names with what it shows
    looking: { state: true }, // whether a choice shows what to bring instead of taking a number
    card: { state: true }, // the reading of a card laid on, until its visitor has gone
    early: { state: true }, // whether something was laid on while a number or its paper was on its way
    left: { state: true }, // seconds of the countdown, or null
  };

  #api = new Api({ device: true });
  #said = new KioskHall(this.#api, () => this.#heard());
  #readings = new Readings(this.#api, {
    onReading: (reading) => this.#read(reading),
    onRefused: (error) => this.#unread(error),
  });
  #ignoreUntil = 0;
  #taking = new Taking(this.#api, {
    show: (view) => this.#show(view),
    change: (more) => this.#change(more),
    refuse: (error, again, path) => this.#refused(error, again, path),
    prints: () => this.hall.kiosk.printer,
  });
  #idle = new Idle({ onLeft: (seconds) => (this.left = seconds), onEnd: () => this.#home() });

  constructor() {
    super();
    this.view = { name: "choose", path: [] };
    this.left = null;
    this.card = null;
    this.looking = false;
    this.early = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#guard, { capture: true });
    this.#readings.listen();
    this.#said.start();
    renewWhen(this, () => this.#isFree());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.removeEventListener("click", this.#guard, { capture: true });
    for (const part of [this.#said, this.#readings, this.#idle]) part.stop();
    this.#taking.leave();
  }

  /** What GET kiosk said last. */
  get hall() {
    return this.#said.offer;
  }

  #heard() {
    if (this.#said.state === "here") this.#readings.follow(this.hall.kiosk?.reader ? "" : null);
    this.requestUpdate();
  }

  /** Whether it stands at its start and nobody uses it: idle time runs after every touch there. */
  #isFree() {
    return this.#said.state === "here" && this.view.name === "choose" && !this.#idle.running && !this.#readings.busy;
  }

  // --- what the visitor does

  /** A tap that was already on its way when the page changed is not an answer to the new question. */
  #guard = (event) => {
    if (event.timeStamp < this.#ignoreUntil) event.stopPropagation();
    else this.#watch();
  };

  #show(view) {
    this.view = view;
    if (view.name === "taken") this.card = null;
    this.early &&= view.name === "taken"; // what was said of the number holds for its paper
    this.#ignoreUntil = performance.now() + DEAD_TIME;
    this.#watch();
  }

  /** The same page goes on. */
  #change(more) {
    this.view = { ...this.view, ...more };
    this.#watch();
  }

  /** Idle time starts afresh; on the first page it only brings back the first language, without a warning. */
  #watch() {
    const { name, path, printing } = this.view;
    if (name === "taking" || printing === "printing") this.#idle.stop();
    else if (printing === "printed") this.#idle.start(AFTER_PRINT, AFTER_PRINT);
    else this.#idle.start(IDLE_FOR, name === "choose" && !path.length && !this.card ? 0 : WARN_FOR);
  }

  /** The next visitor finds the kiosk as the first one did. */
  #home() {
    this.#taking.leave();
    document.documentElement.classList.remove("large");
    words.use("zh-CN");
    this.card = null;
    this.looking = false;
    this.#show({ name: "choose", path: [] });
    this.#idle.stop();
    this.#said.refresh();
  }

  #choose = ({ detail: service }) => {
    const { open, children, online } = service;
    if (this.looking && !children?.length) this.#about(service); // also of a closed one: for another day
    else if (!open) this.#show({ name: "shut", service });
    else if (children?.length) this.#show({ name: "choose", path: [...(this.view.path ?? []), service] });
    else if (online) this.#about(service);
    else this.#want(service);
  };

  /** Who needs a fitted counter says so before the number is taken, where the service has one. */
  #want(service) {
    const { path = [], slip } = this.view;
    if (service.needs) this.#show({ name: "needs", service, path, slip });
    else this.#take(service);
  }

  /** What is worth knowing before a number is spent; without an answer the number can be taken all the same. */
  async #about(service) {
    this.#show({ name: "about", service, path: this.view.path ?? [], about: null });
    const about = await this.#api.get(`services/${service.id}`).catch(() => null);
    if (this.view.name === "about" && this.view.service === service) this.view = { ...this.view, about };
  }

  /** A card opens the first page with what it allows; a ticket's code shows that ticket. One act in flight. */
  #read(reading) {
    if (this.#isEarly()) return;
    this.#taking.leave();
    if (reading.kind === "booking") return this.#show({ name: "booking", code: reading.code });
    if (reading.kind === "ticket") return this.#show({ name: "found", reading, ticket: reading.ticket });
    if (reading.kind === "slip") return this.#show(comesAgain(reading.slip, this.hall.services));
    this.card = reading;
    this.#show({ name: "choose", path: [] });
    this.#idle.start(IDLE_FOR, WARN_FOR); // the next visitor must not find this one's card
  }

  #unread(error) {
    if (!this.#isEarly()) this.#refused(error);
  }

  /** Whether a number or a paper is on its way, which stays in sight: what is laid on now is to be laid on again. */
  #isEarly() {
    const early = this.view.name === "taking" || this.view.printing === "printing";
    if (early) this.early = true;
    return early;
  }

  /** What the hall said no to; again: what a button repeats, where that is of any use. */
  #refused(error, again = null, path = []) {
    this.#show({ name: "refused", sentence: sentencesOf(error), again, path });
  }

  #take(service, need) {
    const { path = [], slip } = this.view;
    this.#taking.take(service, { reading: this.card?.id, need, slip: slip?.code }, path);
  }

  #came = ({ detail: { booking, ticket } }) => {
    const service = { names: booking.service_names, counters: [] };
    return this.#taking.taken(service, ticket, { booking: booking.code });
  };

  get #large() {
    return document.documentElement.classList.contains("large");
  }

  #enlarge = () => {
    document.documentElement.classList.toggle("large");
    this.requestUpdate();
  };

  // --- what is shown

  render() {
    const { state, time } = this.#said;
    const plain = instead(this.view.name, state, this.hall);
    if (!this.hall) return html`<main class="kiosk">${plain}</main>`;
    return html`
      <main class="kiosk" data-view=${this.view.name} data-state=${state}>
        <header class="head">
          <h1>${bothNames(this.hall.hall)}</h1>
          <hall-clock .time=${time}></hall-clock>
        </header>
        ${plain ?? this.#view()}
        ${this.#foot()}
      </main>
    `;
  }

  #view() {
    const { name, path } = this.view;
    if (name === "taking") return taking(this.view);
    if (name === "taken") return this.#result();
    if (name === "found") return this.#found();
    if (name === "shut") return shut(this.view.service);
    if (name === "about") return this.#known();
    if (name === "needs") return this.#needs();
    if (name === "booking") return this.#booking();
    if (name === "find") return find({ ...this.#cards(), choose: this.#choose });
    if (name === "places") return places(this.hall.places);
    if (name === "help") return sentence("help", "kiosk.help_title", "kiosk.help_text");
    if (name === "refused") return refused(this.view);
    const seek = () => this.#show({ name: "find" });
    return question({ ...this.#cards(), path, looking: this.looking, card: this.card, seek, choose: this.#choose });
  }

  /** What every page of cards shows. */
  #cards() {
    return { api: this.#api, services: this.hall.services, waiting: this.#said.waiting, large: this.#large };
  }

  #needs() {
    const { service } = this.view;
    return needed(service, (need) => this.#take(service, need));
  }

  #booking() {
    const scanned = this.view.code ?? null;
    return html`<kiosk-booking .api=${this.#api} .scanned=${scanned} @came=${this.#came}></kiosk-booking>`;
  }

  #result() {
    const { service, ticket, printing, cause } = this.view;
    return html`<kiosk-ticket .ticket=${ticket} .service=${service} .counters=${service.counters}
      .printing=${printing} .cause=${cause}></kiosk-ticket>`;
  }

  #known() {
    const { service, about, printing } = this.view;
    return html`<kiosk-about .service=${service} .about=${about} .printing=${printing ?? null}
      .prints=${this.hall.kiosk.printer} @take=${() => this.#want(service)}
      @list=${() => this.#taking.printList(service.id)}></kiosk-about>`;
  }

  #found() {
    const { ticket, printing, reading, held } = this.view;
    return html`<kiosk-found .ticket=${ticket} .held=${held} .printing=${printing ?? null}
      .prints=${this.hall.kiosk.printer}
      @again=${() => this.#taking.print(ticket.id, { copy: true, reading: reading.id })}></kiosk-found>`;
  }

  #foot() {
    const { view, hall, left, looking, early } = this;
    return foot({
      view, hall, left, looking, early, large: this.#large, enlarge: this.#enlarge, home: this.#home,
      look: () => (this.looking = !looking),
      show: (next) => this.#show(next),
      stay: () => this.#idle.start(IDLE_FOR, WARN_FOR),
    });
  }
}

await words.load();
customElements.define("hall-kiosk", HallKiosk);
