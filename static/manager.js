// The manager's live desk: the floor, the lines, four figures, and what a manager may do to any of them.

import { html, nothing } from "lit";
import "./parts/alerts.js";
import { lineRow } from "./parts/clerk_side.js";
import "./parts/clerk_asks.js";
import { both, bothNames } from "./parts/element.js";
import { choice } from "./parts/ask.js";
import "./parts/ask_stop.js";
import "./parts/manager_asks.js";
import "./parts/manager_floor.js";
import "./parts/manager_waiting.js";
import "./parts/stopped_numbers.js";
import "./parts/today_hours.js";
import { allServices } from "./parts/services.js";
import { openWords } from "./parts/staff_language.js";
import { StaffPage } from "./parts/staff_page.js";
import { alsoNames, names, t, words } from "./parts/words.js";

const READ_EVERY = 10_000; // milliseconds between readings when nothing is heard: waits grow by themselves
const FORCING = ["reason.away", "reason.shift", "reason.unwell", "reason.system"];
/** "取号机 入口"; a kiosk without a name of its own is "gate 号取号机" already. */
const deviceName = (kind, name) => (name.includes(kind) ? name : `${kind} ${name}`);
const CLOSING = ["reason.equipment", "reason.shift", "reason.few"];

class ManagerPage extends StaffPage {
  static properties = { ...StaffPage.properties, hall: { state: true }, view: { state: true }, list: { state: true } };

  roles = ["manager"];
  titleKey = "manager.title";
  #zones = [];
  #tree = [];
  #services = {};
  #lines = {};

  constructor() {
    super();
    this.hall = null;
    this.view = "floor";
    this.list = [];
  }

  async enter() {
    const [places, services] = await Promise.all(["places", "services"].map((path) => this.api.get(path, { keepTrying: Infinity })));
    this.#zones = places.zones;
    this.#tree = services;
    this.#services = allServices(services);
    this.follow(() => this.#read(), { every: READ_EVERY });
  }

  async #read() {
    this.hall = await this.api.get("hall-state");
    this.#lines = Object.fromEntries(this.hall.lines.map((line) => [line.id, line]));
    if (this.view === "waiting") this.list = await this.api.get("waiting");
  }

  /** An act, then the hall as it stands after it. */
  async #does(deed, doneKey, params) {
    if (await this.act(deed, doneKey, params)) await this.#read().catch((error) => this.tell(error));
  }

  #show = async (view) => {
    this.view = view;
    await this.#read().catch((error) => this.tell(error));
  };

  // --- what a manager does

  #counter = async ({ detail: counter }) => {
    const does = await this.part("ask-counter").ask({ counter, time: this.time });
    if (!does) return;
    if (does.hours) {
      await this.#bend(`counters/${counter.id}`, does.hours);
      return;
    }
    const path = `counters/${counter.id}/${does}`;
    const counterName = names(counter.names);
    if (does === "open") {
      await this.#does(() => this.api.post(path, {}), "manager.opened", { counter: counterName });
      return;
    }
    const forcing = does === "force-off";
    const reason = await this.part("ask-reason").ask({
      title: t(forcing ? "manager.force_title" : "manager.close_title", { counter: counterName, who: counter.holder_name ?? "" }),
      text: t(forcing ? "manager.force_means" : "manager.close_means"),
      reasons: forcing ? FORCING : CLOSING, confirm: forcing ? "manager.force_off" : "manager.close_counter", danger: true,
    });
    if (reason) await this.#does(() => this.api.post(path, { reason }), forcing ? "manager.forced" : "manager.closed", { counter: counterName });
  };

  /** Changes today's hours of a counter, or of the hall; closing the hall is asked again. */
  #bend = async (whose, { wish, undo }) => {
    let body = wish;
    if (wish?.close && whose === "hall") {
      const reason = await this.part("ask-reason").ask({
        title: both("hours.close_hall"), text: t("hours.close_hall_means"), reasons: CLOSING, confirm: "hours.close_hall", danger: true });
      if (!reason) return;
      body = { close: true, reason };
    }
    const path = `${whose}/hours`;
    await this.#does(() => this.api.post(undo ? `${path}/${undo}/undo` : path, body ?? {}), undo ? "hours.undone" : "hours.done");
  };

  /** No more numbers today for a line or a service. */
  #stopNumbers = async () => {
    const body = await this.part("ask-stop").ask({ lines: this.hall.lines, services: this.#tree, danger: true });
    if (body) await this.#does(() => this.api.post("hall/stopped-numbers", body), body.at ? "stops.done_later" : "stops.done", { time: body.at });
  };

  #stop = async () => {
    const said = await this.part("ask-words").ask({
      title: both("manager.stop_title"), text: t("manager.stop_means"), confirm: "manager.stop", danger: true,
      zh: words.text("zh-CN", "manager.stop_text"), en: words.text("en", "manager.stop_text"),
    });
    if (said) await this.#does(() => this.api.post("hall/stop", { text: said.text }), "manager.stopped");
  };

  #resume = () => this.#does(() => this.api.post("hall/resume", {}), "manager.resumed");

  #announce = async () => {
    const said = await this.part("ask-words").ask({
      title: both("manager.announce_title"), text: t("manager.announce_means"), confirm: "manager.announce", zones: this.#zones,
    });
    if (said) await this.#does(() => this.api.post("announcements", said), "manager.announced");
  };

  #find = async (event) => {
    event.preventDefault();
    const field = event.target.elements.number;
    const number = field.value.trim().toUpperCase();
    if (!number) return;
    const look = () => this.api.get(`tickets?number=${encodeURIComponent(number)}`);
    const tickets = await this.act(look);
    if (!tickets) return;
    if (!tickets.length) {
      this.say("manager.not_found", { number }, "note");
      return;
    }
    const content = this.#table(tickets, { states: true, acted: () => this.part("ask-found").answer(null) });
    field.value = "";
    await this.part("ask-found").ask({ number, content });
  };

  // --- what is shown

  dialogs() {
    return html`<ask-counter></ask-counter><ask-words></ask-words><ask-found></ask-found><ask-transfer></ask-transfer><ask-stop></ask-stop>`;
  }

  content() {
    if (!this.hall) return html`<main class="alone"><p class="past">${both("common.loading")}</p></main>`;
    const { stopped } = this.hall;
    return html`<main class="live" data-stale=${!this.fresh} data-view=${this.view}>
      ${stopped ? html`<section class="halted" role="alert"><h2>${both("common.stopped")}</h2>
        <p>${names(stopped)} <span class="also">${alsoNames(stopped)}</span></p>
        <button id="resume-hall" class="button primary" @click=${this.#resume}>${both("manager.resume")}</button></section>` : nothing}
      <div class="head screen"><manager-figures .hall=${this.hall} .says=${this.line()} .words=${words.language}></manager-figures>${this.#tools(stopped)}</div>
      ${this.view === "waiting" ? this.#waiting() : html`
        <manager-floor .hall=${this.hall} .zones=${this.#zones} .time=${this.time} .words=${words.language} @counter=${this.#counter}></manager-floor>`}
      <aside class="screen">${this.#attention()}
        <section class="card"><h2>${both("hours.today_hall")}</h2><today-hours .hours=${this.hall.hours} may .words=${words.language}
          @hours=${({ detail }) => this.#bend("hall", detail)}></today-hours><stopped-numbers .stops=${this.hall.stopped_numbers} may
          .words=${words.language} @stop=${this.#stopNumbers} @undo=${({ detail: undo }) => this.#bend("hall", { undo })}></stopped-numbers><a href="/bookings">${both("booking.to_plan")}</a></section>
        <section class="card"><h2>${both("clerk.waiting")}</h2><ul class="lines">${this.hall.lines.map(lineRow)}</ul></section></aside>
    </main>`;
  }

  #tools(stopped) {
    const view = (value, key) => choice({ name: "view", value, chosen: this.view === value, pick: this.#show }, both(key));
    return html`<div class="tools">
      <div class="choices two" role="radiogroup" aria-label=${t("manager.view")}>${view("floor", "manager.floor")}${view("waiting", "manager.list")}</div>
      <form class="find" @submit=${this.#find}><input class="input" name="number" autocomplete="off" placeholder=${t("manager.find_hint")}
        aria-label=${t("manager.find_hint")}><button class="button">${both("manager.find")}</button></form>
      <button id="announce" class="button" @click=${this.#announce}>${both("manager.announce")}</button>
      <button id="stop-hall" class="button danger" ?disabled=${Boolean(stopped)} @click=${this.#stop}>${both("manager.stop")}</button></div>`;
  }

  /** What needs somebody now, each with its word; an empty list says so. */
  #attention() {
    const unseen = this.hall.counters.filter((counter) => counter.unseen_since);
    const silent = (this.hall.voices ?? []).filter((voice) => voice.state !== "ok");
    const zone = (id) => this.#zones.find((each) => each.id === id)?.names;
    const { noon } = this.hall;
    const alerts = this.hall.alerts ?? [];
    const told = new Set(alerts.map(({ id }) => id));
    const rows = [
      ...(noon && !told.has("noon:") ? [html`<li data-short="noon">${t("manager.noon_short", noon)}</li>`] : []),
      ...silent.map((voice) => html`<li>${t("manager.silent_in", { zone: names(zone(voice.zone)) })}</li>`),
      // Outside the hours a device in need is no alert.
      ...(this.hall.devices ?? []).filter(({ id }) => !told.has(`device:${id}`)).map(({ kind, place, names: where, state }) => html`<li><a href="/devices">${deviceName(t(`device.kind.${kind}`), names(where) || place)}</a>${
        t("manager.device_is", { state: t(`device.state.${state}`) })}</li>`),
      ...unseen.map((counter) => html`<li>${t("manager.unseen_at", { counter: names(counter.names), who: counter.holder_name ?? "", time: this.time.text(counter.unseen_since) })}</li>`),
    ];
    return html`<section class="card attention" data-some=${rows.length + alerts.length > 0}><h2>${both("manager.attention")}</h2>
      <hall-alerts .alerts=${alerts} .page=${this} may .words=${words.language} @taken=${() => this.#read()}></hall-alerts>
      <ul>${rows.length || alerts.length ? rows : html`<li class="past">${both("manager.all_well")}</li>`}</ul></section>`;
  }

  #waiting() {
    return html`<section class="card paper">
      <header><h2>${bothNames(this.me.hall.names)} · ${both("manager.list_title")}</h2>
        <span class="past">${this.time.date(words.language)} ${this.time.text()} · ${t("common.waiting", { n: this.list.length })}</span>
        <button class="button screen" @click=${() => print()}>${both("manager.print")}</button></header>
      ${this.#table(this.list, { acted: () => this.#show("waiting") })}</section>`;
  }

  #table(tickets, { states = false, acted }) {
    return html`<manager-waiting .tickets=${tickets} .lines=${this.#lines} .services=${this.#services} .time=${this.time} .page=${this}
      ?states=${states} .words=${words.language} @acted=${acted}></manager-waiting>`;
  }
}

await openWords();
customElements.define("manager-page", ManagerPage);
