// The clerk's console: choose a counter, sit, call, serve; every act by key or button, nothing moves under the pointer.

import { html, nothing } from "lit";
import { Beep } from "./parts/beep.js";
import { Desk } from "./parts/desk.js";
import { both, bothNames } from "./parts/element.js";
import "./parts/ask_keys.js";
import "./parts/choose_counter.js";
import "./parts/clerk_acts.js";
import "./parts/clerk_asks.js";
import "./parts/clerk_bar.js";
import { callRoll } from "./parts/clerk_roll.js";
import "./parts/clerk_side.js";
import "./parts/clerk_ticket.js";
import "./parts/today_hours.js";
import { Keys } from "./parts/keys.js";
import { laneMark, percent, wait } from "./parts/labels.js";
import { serviceRows } from "./parts/services.js";
import { openWords } from "./parts/staff_language.js";
import { StaffPage } from "./parts/staff_page.js";
import { t, words } from "./parts/words.js";

const READ_EVERY = 20_000; // milliseconds between readings when nothing is heard: waits grow by themselves
const AUTO = "clerk-auto-next"; // kept in this browser
const PAUSES = ["reason.break", "reason.lunch", "reason.meeting", "reason.system", "reason.supplies"];
const CHOICES = ["reason.frail", "reason.child", "reason.returned", "reason.urgent"];

class ClerkPage extends StaffPage {
  static properties = { ...StaffPage.properties, desk: { state: true }, seen: { state: true } };

  roles = ["clerk", "manager"];
  titleKey = "clerk.title";
  keys = new Keys();
  beep = new Beep({ kept: "clerk-sound" }); // the clerk's own: alerts sound in the same browser all the same
  #counters = [];
  #services = [];
  #lines = [];
  #awaited = false; // a Next found nobody: with auto-next on, the next to come is called

  constructor() {
    super();
    this.desk = null;
    this.seen = 0;
  }

  get auto() {
    return localStorage.getItem(AUTO) === "on";
  }

  set auto(on) {
    localStorage.setItem(AUTO, on ? "on" : "off");
    this.requestUpdate();
  }

  /** The counters this clerk may sit at. */
  get mine() {
    const mine = this.me.principal.counters;
    return this.#counters.filter(({ id, queue }) => queue && (!mine?.length || mine.includes(id)));
  }

  async enter() {
    const patient = (path) => this.api.get(path, { keepTrying: Infinity });
    // A hall that doesn't tell all its lines leaves a transfer to those this counter pulls, and to counters.
    [this.#counters, this.#services, this.#lines] = await Promise.all(
      [patient("counters").then((all) => all.filter(({ queue }) => queue)), patient("services"), patient("lines").catch(() => null)]);
    this.requestUpdate();
    await this.updateComplete;
    await this.part("choose-counter")?.goOn();
    this.follow(async () => this.desk && !this.desk.lost && (await this.desk.refresh()), {
      every: READ_EVERY,
      concerns: (hint) => !hint || hint.counters.includes(this.desk?.id),
    });
    this.stopKeys = this.keys.listen((act) => this.#hear(act));
    this.keys.addEventListener("change", () => (this.seen += 1));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopKeys?.();
    this.desk?.stop();
  }

  #seated = ({ detail: desk }) => {
    this.desk?.stop();
    this.desk = desk;
    this.notice = null;
    this.#awaited = false;
    desk.addEventListener("change", () => (this.seen += 1));
    desk.addEventListener("arrived", () => this.#arrived());
    this.updateComplete.then(() => scrollTo(0, 0)); // the list of counters may have been scrolled
  };

  async #arrived() {
    this.beep.sound();
    if (!this.auto || !this.#awaited || this.desk.current || this.desk.paused) return;
    await this.#next();
  }

  // --- what the clerk does

  #hear(act) {
    if (!this.desk || this.desk.lost) return;
    if (act === "help") this.part("ask-keys").ask({ keys: this.keys });
    else if (this.part("clerk-acts").allows(act)) this.#does(act);
  }

  async #does(act) {
    const { desk } = this;
    this.notice = null;
    const number = desk.current?.number ?? "";
    const asks = {
      next: () => this.#next(),
      below: () => this.#next({ below: true }),
      finish: () => this.#finish(number),
      resume: () => this.#resume(),
      transfer: () => this.#transfer(number),
      pause: () => this.#pause(),
      choose: () => this.#choose(),
      "walk-in": () => this.#walkIn(),
      note: () => this.#note(number),
      slip: () => this.#slip(number),
    };
    await (asks[act] ? asks[act]() : desk.act(act));
  }

  async #next(how) {
    const [roll] = this.desk.state.rolls ?? [];
    // A counter with a paper roll calls from it when nobody waits in its lines.
    const came = roll && !how && !this.desk.waiting ? await callRoll(this, { roll }) : await this.desk.next(how);
    if (came !== "ignored") this.#awaited = came === "empty";
  }

  async #finish(number) {
    const { id, next_stage: next, ready_in: ready, stands_for: items } = this.desk.current;
    const how = await this.part("ask-finish").ask({ number, next, ready, items: items?.length });
    if (!how || this.desk.current?.id !== id) return; // it moved on while the question stood
    const finished = await this.desk.act("finish", how);
    if (!finished || !this.auto || this.desk.paused) return;
    if (this.desk.waiting) await this.#next();
    else this.#awaited = true;
  }

  async #resume() {
    const rows = this.desk.state.counter.held.map((ticket) => ({ value: ticket.id, search: ticket.number, html: this.#row(ticket) }));
    const ticket = await this.part("ask-one").ask({ title: both("clerk.resume_title"), empty: t("clerk.none_held"), rows });
    if (ticket) await this.desk.act("resume", { ticket });
  }

  async #transfer(number) {
    const counters = this.#counters.filter((counter) => counter.id !== this.desk.id);
    const where = await this.part("ask-transfer").ask({ number, lines: this.#lines ?? this.desk.state.lines, counters });
    if (where) await this.desk.transfer(where);
  }

  async #pause() {
    const reason = await this.part("ask-reason").ask({
      title: both("clerk.pause_title"), reasons: PAUSES, confirm: "clerk.pause",
      text: this.desk.state.noon ? t("clerk.noon_short", this.desk.state.noon) : undefined });
    if (reason) await this.desk.act("pause", { reason });
  }

  async #choose() {
    const rows = this.desk.state.waiting.map((ticket) => ({ value: ticket, search: ticket.number, html: this.#row(ticket) }));
    const ticket = await this.part("ask-one").ask({ title: both("clerk.choose_title"), empty: t("clerk.nobody_waits"), rows });
    if (!ticket) return;
    const title = html`${both("clerk.choose_why")} <span class="number">${ticket.number}</span>`;
    const reason = await this.part("ask-reason").ask({ title, text: t("clerk.choose_kept"), reasons: CHOICES, confirm: "clerk.call" });
    if (reason) await this.#next({ ticket: ticket.id, reason });
  }

  async #walkIn() {
    const own = this.#counters.find((counter) => counter.id === this.desk.id)?.services;
    const rows = serviceRows(this.#services, own);
    const service = await this.part("ask-one").ask({ title: both("clerk.walk_in_title"), empty: t("clerk.no_services"), rows });
    if (service) await this.desk.act("walk-ins", { service });
  }

  async #note(number) {
    const { id, note } = this.desk.current;
    const text = await this.part("ask-note").ask({ number, note });
    if (text !== null) await this.desk.act("note", { ticket: id, text });
  }

  async #slip(number) {
    const { id, papers = [] } = this.desk.current;
    const told = await this.part("ask-slip").ask({ number, papers });
    if (told) await this.desk.act("slips", { ticket: id, ...told });
  }

  /** Takes the seat again after it was lost; asks first where somebody sits. */
  #sitAgain() {
    const counter = this.#counters.find((each) => each.id === this.desk.id);
    return this.act(() => this.part("choose-counter").sit(new Desk(this.api, counter.id), counter.names));
  }

  async leave() {
    if (await this.desk.leave()) this.desk = null;
  }

  #row(ticket) {
    return html`<span class="number">${ticket.number || t("clerk.no_number")}</span>${laneMark(ticket.lane, ticket.band)}
      <span class="past">${wait(ticket.waited)}</span>${ticket.share === undefined ? nothing : html`<span class="past">${percent(ticket.share)}</span>`}`;
  }

  // --- what is shown

  bar() {
    return this.me ? html`<clerk-bar .page=${this} .desk=${this.desk} .words=${words.language} .on=${[this.auto, this.beep.on].join()}></clerk-bar>` : nothing;
  }

  dialogs() {
    return html`<ask-finish></ask-finish><ask-transfer></ask-transfer><ask-note></ask-note><ask-slip></ask-slip><ask-keys></ask-keys><ask-number></ask-number>`;
  }

  content() {
    const seated = this.desk && !this.desk.lost;
    return html`<choose-counter ?hidden=${Boolean(this.desk)} .page=${this} .counters=${this.mine} .words=${words.language}
        @seated=${this.#seated}></choose-counter>
      ${this.desk?.lost ? this.#lost() : nothing}${seated ? this.#console() : nothing}`;
  }

  #lost() {
    return html`<main class="alone"><section class="card lost" role="alert">
      <h2>${this.desk.lost.text}</h2><p>${both("clerk.lost_means")}</p>${this.line()}
      <p class="buttons"><button id="sit-again" class="button primary" @click=${() => this.#sitAgain()}>${both("clerk.sit_again")}</button>
        <button class="button" @click=${() => ((this.desk = null), (this.notice = null))}>${both("clerk.other_counter")}</button></p>
    </section></main>`;
  }

  #console() {
    const { desk } = this;
    const { state } = desk;
    return html`<main class="console" data-acting=${desk.acting ?? nothing}>
      <div class="work">
        <clerk-ticket .desk=${desk} .state=${state} .time=${this.time} .words=${words.language}></clerk-ticket>
        <clerk-acts .desk=${desk} .state=${state} .acting=${desk.acting} .keys=${this.keys} .seen=${this.seen} .says=${this.#says(state)}
          @act=${({ detail }) => this.#does(detail)}></clerk-acts>
      </div>
      <aside>
        <clerk-roll .rolls=${state.rolls} .acting=${desk.acting} .words=${words.language} @roll=${({ detail }) => callRoll(this, detail)}></clerk-roll>
        ${this.#today(state.counter.hours)}
        <clerk-waiting .state=${state} .words=${words.language}></clerk-waiting>
        <clerk-day .state=${state} .time=${this.time} .words=${words.language}></clerk-day>
      </aside>
    </main>`;
  }

  /** Today's hours, where they can change: a hall that is always open says nothing. */
  #today(hours) {
    if (!hours.may_change && !hours.changed && !hours.until) return nothing;
    return html`<section class="card"><h2>${both("hours.today")}</h2><today-hours .hours=${hours} ?may=${hours.may_change} ?busy=${Boolean(this.desk.acting)}
      .words=${words.language} @hours=${({ detail }) => this.#bend(detail)}></today-hours></section>`;
  }

  async #bend({ wish, undo }) {
    if (await this.desk.act(undo ? `hours/${undo}/undo` : "hours", wish)) this.say(undo ? "hours.undone" : "hours.done");
  }

  /** What the page has to say besides what came of the last act. */
  #says(state) {
    if (!this.fresh) return this.stale();
    if (this.notice) return this.notice;
    if (state.counter.wanted) return { kind: "note", text: t("clerk.wanted") };
    return state.voice?.state === "silent" ? { kind: "note", text: t("clerk.voice_silent") } : null;
  }

  /** The counter's name, for the bar. */
  get place() {
    const counter = this.#counters.find((each) => each.id === this.desk?.id);
    return counter ? bothNames(counter.names) : both(this.titleKey);
  }
}

await openWords();
customElements.define("clerk-page", ClerkPage);
