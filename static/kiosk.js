// The kiosk: one question per page, a number in at most three taps, one act in flight.

import { html, nothing } from "lit";
import { Api, newRequest, Refusal } from "./parts/api.js";
import { Beat } from "./parts/beat.js";
import { HallTime } from "./parts/clock.js";
import { both, bothNames, HallElement } from "./parts/element.js";
import { Idle } from "./parts/idle.js";
import "./parts/kiosk_about.js";
import "./parts/kiosk_booking.js";
import { countdown, tools } from "./parts/kiosk_foot.js";
import "./parts/kiosk_found.js";
import { needed } from "./parts/kiosk_needs.js";
import { places } from "./parts/kiosk_places.js";
import { comesAgain, find, question } from "./parts/kiosk_question.js";
import { instead, refused, sentence, shut, taking } from "./parts/kiosk_sentences.js";
import "./parts/kiosk_ticket.js";
import { Live } from "./parts/live.js";
import { follow, print } from "./parts/printing.js";
import { Readings } from "./parts/readings.js";
import { words } from "./parts/words.js";

const DEAD_TIME = 300; // milliseconds after a new page during which a second tap is not meant for it
const IDLE_FOR = 30_000; // milliseconds on an inner page, and after a number without paper
const WARN_FOR = 10_000; // milliseconds of countdown at the end of that
const AFTER_PRINT = 5000; // milliseconds from the confirmed print back to the start
const REFRESH_EVERY = 10_000; // milliseconds; counts come sooner, by the socket
const RETRY_EVERY = 3000; // milliseconds while the hall is away

class HallKiosk extends HallElement {
  static properties = {
    hall: { state: true }, // what GET kiosk said last
    state: { state: true }, // "loading" | "unpaired" | "away" | "here"
    view: { state: true }, // {name: "choose", path} | "find" | "about" | "needs" | "places" | "shut" | "taking" | "taken" | "found" | "help" | "refused"
    looking: { state: true }, // whether a choice shows what to bring instead of taking a number
    card: { state: true }, // the reading of a card laid on, until its visitor has gone
    waiting: { state: true },
    left: { state: true }, // seconds of the countdown, or null
  };

  #api = new Api({ device: true });
  #time = new HallTime();
  #live = null;
  #shut = ""; // what the last board said of a stopped hall and of closed counters
  #beat = new Beat(this.#api);
  #readings = new Readings(this.#api, {
    onReading: (reading) => this.#read(reading),
    onRefused: (error) => this.#show({ name: "refused", sentence: error.sentence ?? String(error), again: null }),
  });
  #ignoreUntil = 0;
  #leaving = new AbortController(); // ends the print watch when the page goes on
  #idle = new Idle({ onLeft: (seconds) => (this.left = seconds), onEnd: () => this.#home() });

  constructor() {
    super();
    this.state = "loading";
    this.view = { name: "choose", path: [] };
    [this.waiting, this.left, this.card, this.looking] = [{}, null, null, false];
  }

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#guard, { capture: true });
    this.#readings.listen();
    this.#refresh();
    this.every(REFRESH_EVERY, () => this.state === "here" && this.#refresh());
    this.every(RETRY_EVERY, () => this.state !== "here" && this.#refresh());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.removeEventListener("click", this.#guard, { capture: true });
    this.#live?.stop();
    for (const part of [this.#beat, this.#readings, this.#idle]) part.stop();
    this.#leaving.abort();
  }

  // --- what the hall says

  async #refresh() {
    try {
      this.hall = await this.#api.get("kiosk");
    } catch (error) {
      this.state = error instanceof Refusal ? "unpaired" : "away";
      return;
    }
    this.waiting = {};
    this.state = "here";
    if (!this.#live) this.#follow();
    this.#beat.start();
    this.#readings.follow(this.hall.kiosk?.reader ? "" : null);
    // The clock runs on by itself where this fails.
    await this.#api.me().then(({ hall }) => this.#time.set(hall)).catch(() => {});
  }

  #follow() {
    this.#live = new Live({ zones: [this.hall.kiosk.zone].filter(Boolean), api: this.#api });
    this.#live.addEventListener("board", ({ detail }) => {
      this.waiting = detail.waiting ?? {};
      const shut = JSON.stringify([detail.stopped, detail.closed, detail.no_numbers]);
      if (shut !== this.#shut) this.#refresh();
      this.#shut = shut;
    });
    this.#live.addEventListener("fresh", () => this.#refresh());
    this.#live.start();
  }

  // --- what the visitor does

  /** A tap that was already on its way when the page changed is not an answer to the new question. */
  #guard = (event) => {
    if (event.timeStamp < this.#ignoreUntil) event.stopPropagation();
    else this.#watch();
  };

  #show(view) {
    this.view = view;
    this.#ignoreUntil = performance.now() + DEAD_TIME;
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
    this.#leaving.abort();
    document.documentElement.classList.remove("large");
    words.use("zh-CN");
    [this.card, this.looking] = [null, false];
    this.#show({ name: "choose", path: [] });
    this.#idle.stop();
    this.#refresh();
  }

  #choose = ({ detail: service }) => {
    if (!service.open) this.#show({ name: "shut", service });
    else if (service.children?.length) this.#show({ name: "choose", path: [...(this.view.path ?? []), service] });
    else if (service.online || this.looking) this.#about(service);
    else this.#want(service);
  };

  /** Who needs a fitted counter says so before the number is taken, where the service has one. */
  #want(service) {
    const { path = [], slip } = this.view;
    if (service.needs) this.#show({ name: "needs", service, path, slip });
    else this.#take(service, newRequest(), this.card?.id);
  }

  /** What is worth knowing before a number is spent; without an answer the number can be taken all the same. */
  async #about(service) {
    this.#leaving = new AbortController();
    this.#show({ name: "about", service, path: this.view.path ?? [], about: null });
    const about = await this.#api.get(`services/${service.id}`).catch(() => null);
    if (this.view.name === "about" && this.view.service === service) this.view = { ...this.view, about };
  }

  /** A card opens the first page with what it allows; a ticket's code shows that ticket. One act in flight. */
  #read(reading) {
    if (this.view.name === "taking" || this.view.printing === "printing") return;
    this.#leaving.abort();
    if (reading.kind === "booking") return this.#show({ name: "booking", code: reading.code });
    if (reading.kind === "ticket") return this.#show({ name: "found", reading, ticket: reading.ticket });
    if (reading.kind === "slip") return this.#show(comesAgain(reading.slip, this.hall.services));
    this.card = reading;
    this.#show({ name: "choose", path: [] });
    this.#idle.start(IDLE_FOR, WARN_FOR); // the next visitor must not find this one's card
  }

  /** `request` names this wish for one number: every repeat of it, also by the button, gets the same one. */
  async #take(service, request, reading, need, slip = this.view.slip?.code) {
    const path = this.view.path ?? [];
    this.#show({ name: "taking", service, path, tries: 0 });
    try {
      const onTrying = (tries) => (this.view = { ...this.view, tries });
      const ticket = await this.#api.post("tickets", { service: service.id, reading, need, slip }, { request, onTrying });
      this.#taken(service, { ...ticket, need });
    } catch (error) {
      if (error.code === "already-has-number") {
        const { ticket, reading: held } = error.problem;
        return this.#show({ name: "found", held: true, reading: { id: held }, ticket });
      }
      const again = error instanceof Refusal ? null : () => this.#take(service, request, reading, need, slip);
      this.#show({ name: "refused", sentence: error.sentence ?? String(error), again, path });
    }
  }

  #came = ({ detail: { booking, ticket } }) => this.#taken({ names: booking.service_names, counters: [] }, ticket, { booking: booking.code });

  async #taken(service, ticket, how) {
    this.card = null;
    this.#show({ name: "taken", service, ticket, printing: this.hall.kiosk.printer ? "printing" : "none" });
    if (this.hall.kiosk.printer) await this.#print(ticket.id, how);
  }

  /** how: as parts/printing.js takes it. */
  #print(ticket, how) {
    return this.#printed((signal) => print(this.#api, ticket, newRequest(), signal, how));
  }

  async #printed(printing) {
    const { signal } = (this.#leaving = new AbortController());
    this.view = { ...this.view, printing: "printing" };
    this.#watch();
    const { state, cause } = await printing(signal);
    if (signal.aborted) return;
    this.view = { ...this.view, printing: state, cause };
    this.#watch();
  }

  get #large() { return document.documentElement.classList.contains("large"); }
  #enlarge = () => (document.documentElement.classList.toggle("large"), this.requestUpdate());

  // --- what is shown

  render() {
    if (!this.hall) return html`<main class="kiosk">${this.state === "loading" ? nothing : this.#plain()}</main>`;
    return html`
      <main class="kiosk" data-view=${this.view.name} data-state=${this.state}>
        <header class="head">
          <h1>${bothNames(this.hall.hall)}</h1>
          <hall-clock .time=${this.#time}></hall-clock>
        </header>
        ${this.#plain() ?? this.#view()}
        ${this.#foot()}
      </main>
    `;
  }

  /** The one sentence that replaces the choice of services, if there is one. */
  #plain() {
    if (["taken", "taking", "found", "help", "about", "needs", "places", "shut", "booking"].includes(this.view.name)) return null;
    return instead(this.state, this.hall);
  }

  #view() {
    const { name, path } = this.view;
    if (name === "taking") return taking(this.view);
    if (name === "taken") return this.#result();
    if (name === "found") return this.#found();
    if (name === "shut") return shut(this.view.service);
    if (name === "about") return this.#known();
    if (name === "needs") return needed(this.view.service, (need) => this.#take(this.view.service, newRequest(), this.card?.id, need));
    if (name === "booking") return html`<kiosk-booking .api=${this.#api} .scanned=${this.view.code ?? null} @came=${this.#came}></kiosk-booking>`;
    if (name === "find") return find({ api: this.#api, services: this.hall.services, waiting: this.waiting, large: this.#large, choose: this.#choose });
    if (name === "places") return places(this.hall.places);
    if (name === "help") return sentence("help", "kiosk.help_title", "kiosk.help_text");
    if (name === "refused") return refused(this.view);
    return question({ path, services: this.hall.services, waiting: this.waiting, large: this.#large, looking: this.looking,
      card: this.card, api: this.#api, seek: () => this.#show({ name: "find" }), choose: (event) => this.#choose(event) });
  }

  #result() {
    const { service, ticket, printing, cause } = this.view;
    return html`<kiosk-ticket .ticket=${ticket} .service=${service} .counters=${service.counters}
      .printing=${printing} .cause=${cause}></kiosk-ticket>`;
  }

  #known() {
    const { service, about, printing } = this.view;
    return html`<kiosk-about .service=${service} .about=${about} .printing=${printing ?? null} .prints=${this.hall.kiosk.printer}
      @take=${() => this.#want(service)}
      @list=${() => this.#printed((signal) => follow(this.#api, `services/${service.id}/list`, newRequest(), signal))}></kiosk-about>`;
  }

  #found() {
    const { ticket, printing, reading, held } = this.view;
    return html`<kiosk-found .ticket=${ticket} .held=${held} .printing=${printing ?? null} .prints=${this.hall.kiosk.printer}
      @again=${() => this.#print(ticket.id, { copy: true, reading: reading.id })}></kiosk-found>`;
  }

  #foot() {
    const { name, path } = this.view;
    const start = name === "choose" && !path.length;
    const back = start || name === "taking" ? nothing : this.#back(name, path);
    const stay = () => this.#idle.start(IDLE_FOR, WARN_FOR);
    if (this.left !== null) return countdown({ left: this.left, more: stay, back });
    const more = name !== "choose" ? [] : [
      ...(this.hall.bookings ? [["kiosk.booked", () => this.#show({ name: "booking" })]] : []),
      ...(this.hall.places.length ? [["kiosk.no_queue", () => this.#show({ name: "places" })]] : []),
      ["kiosk.papers", () => (this.looking = !this.looking), this.looking],
      ["kiosk.help", () => this.#show({ name: "help" })],
    ];
    return tools({ large: this.#large, enlarge: this.#enlarge, back, more });
  }

  #back(name, path) {
    if (name === "taken" || name === "found") return html`<button class="button back" @click=${this.#home}>${both("kiosk.done")}</button>`;
    const back = name === "choose" && path.length > 1 ? () => this.#show({ name, path: path.slice(0, -1) }) : this.#home;
    return html`<button class="button back" @click=${back}>${both("common.back")}</button>`;
  }
}

await words.load();
customElements.define("hall-kiosk", HallKiosk);
