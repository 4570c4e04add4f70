// The zone TV: the newest call as large as the wall allows, the last six, who waits; and the zone's voice.

import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { repeat } from "lit/directives/repeat.js";
import { Api, Refusal } from "./parts/api.js";
import { Beat } from "./parts/beat.js";
import { arrow } from "./parts/call_panel.js";
import { HallTime } from "./parts/clock.js";
import { both, bothNames, HallElement } from "./parts/element.js";
import { Live } from "./parts/live.js";
import "./parts/pairing_code.js";
import { pictogram } from "./parts/pictograms.js";
import { renewWhen } from "./parts/renewal.js";
import { Speaker } from "./parts/speaker.js";
import { tighten } from "./parts/tighten.js";
import "./parts/tv_foot.js";
import { names, t, words } from "./parts/words.js";

const READY_MOST = 8; // numbers whose result can be collected, newest first
const NEW_FOR = 10_000; // milliseconds a call stays amber
const HOLD_FOR = 2500; // milliseconds the big panel waits for the voice to begin with a new call
const SHIFT_EVERY = 60_000; // milliseconds; the picture moves a little so that no screen burns in
const SHIFTS = 4; // positions, named in CSS
const SET_CLOCK_EVERY = 60_000; // milliseconds; the board is read anew too, for a word that was missed
const RETRY_EVERY = 3000; // milliseconds until the first answer

const idOf = (call) => call.call ?? `${call.number}@${call.at}`;

class HallScreen extends HallElement {
  static properties = {
    board: { state: true },
    hall: { state: true },
    fresh: { state: true },
    refused: { state: true }, // true when this browser may not see the board
    silent: { state: true }, // true when the browser blocks sound until a touch
    shift: { state: true },
  };

  #api = new Api(); // until this browser is known to be a screen
  #time = new HallTime();
  #zone = new URLSearchParams(location.search).get("zone");
  #live = null;
  #beat = null;
  #speaker = null;
  #seen = new Map(); // call id -> performance.now() when this page first saw it
  #holdUntil = 0; // performance.now(); until then the panel keeps its call for the voice to follow
  #panel = null; // id of the call on the big panel
  #updated = null; // hall time of the last confirmed board

  constructor() {
    super();
    this.fresh = true;
    this.shift = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#begin();
    this.every(1000, () => this.requestUpdate());
    this.every(SHIFT_EVERY, () => (this.shift = (this.shift + 1) % SHIFTS));
    renewWhen(this, () => this.#isQuiet());
    this.every(SET_CLOCK_EVERY, () => this.#readAgain().catch(() => {})); // the clock goes on by itself meanwhile
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#live?.stop();
    this.#speaker?.stop();
    this.#beat?.stop();
  }

  // --- what the hall says

  async #begin() {
    try {
      const me = await this.#setClock();
      const paired = me.device?.kind === "screen";
      this.#api = new Api({ device: paired }); // a manager may look without being one
      this.#zone ??= me.device?.zone;
      if (!this.#zone) {
        this.refused = true;
        this.after(RETRY_EVERY, () => this.#begin()); // a manager may enter its code meanwhile
        return;
      }
      if (paired && !this.#beat) {
        this.#beat = new Beat(this.#api);
        this.#beat.start();
      }
      this.#take(await this.#api.get(`board?zone=${encodeURIComponent(this.#zone)}`));
      this.refused = false;
      this.#follow(paired && String(me.device.zone) === this.#zone);
    } catch (error) {
      this.refused = error instanceof Refusal;
      this.after(RETRY_EVERY, () => this.#begin());
    }
  }

  async #setClock() {
    const me = await this.#api.me();
    this.hall = me.hall;
    this.#time.set(me.hall);
    return me;
  }

  async #readAgain() {
    await this.#setClock();
    if (this.board) this.#take(await this.#api.get(`board?zone=${encodeURIComponent(this.#zone)}`));
  }

  #follow(voiced) {
    this.#live = new Live({ zones: [this.#zone], api: this.#api });
    this.#live.addEventListener("board", ({ detail }) => this.#take(detail));
    this.#live.addEventListener("heartbeat", () => this.#live.fresh && (this.#updated = this.#time.now()));
    this.#live.addEventListener("fresh", ({ detail }) => (this.fresh = detail));
    this.#live.start();
    if (!voiced) return; // only a paired screen may be the zone's voice
    this.#speaker = new Speaker({ api: this.#api, zone: this.#zone });
    this.#speaker.addEventListener("speaking", ({ detail }) => this.#spoke(detail));
    this.#speaker.addEventListener("ready", ({ detail }) => (this.silent = !detail));
    this.#speaker.start();
    this.silent = !this.#speaker.ready;
    this.#speaker.show(this.board.calls.map(idOf));
  }

  #take(board) {
    const first = !this.board;
    const now = performance.now();
    const fresh = board.calls.filter((call) => !this.#seen.has(idOf(call)));
    for (const call of fresh) {
      const age = first ? this.#time.now() - new Date(call.at).getTime() : 0; // milliseconds of hall time
      this.#seen.set(idOf(call), now - age);
      if (!first && this.#speaker?.isSpeaker && this.#speaker.ready) this.#holdUntil = now + HOLD_FOR;
    }
    this.#speaker?.show(fresh.map(idOf)); // and asks what to say
    const kept = new Set(board.calls.map(idOf));
    for (const id of this.#seen.keys()) if (!kept.has(id)) this.#seen.delete(id);
    this.#updated = this.#time.now();
    this.board = board;
  }

  #spoke(call) {
    this.#holdUntil = performance.now() + HOLD_FOR; // the next one in the voice's order comes at once
    if (call) this.#panel = call;
    this.requestUpdate();
  }

  // --- what is shown

  /** The call being spoken, else the newest; for a moment the last one, so that the panel follows the voice. */
  #onPanel() {
    const calls = this.board.calls;
    const speaking = calls.find((call) => idOf(call) === this.#speaker?.speaking);
    const held = performance.now() < this.#holdUntil && calls.find((call) => idOf(call) === this.#panel);
    const call = speaking || held || calls[0] || null;
    this.#panel = call && idOf(call);
    return call;
  }

  #isNew(call) {
    return performance.now() - this.#seen.get(idOf(call)) < NEW_FOR;
  }

  /** Whether nothing is announced or new on it. */
  #isQuiet() {
    return this.board && this.fresh && !this.board.calls.some((call) => this.#isNew(call)) && !this.#speaker?.busy;
  }

  render() {
    if (this.refused) return this.#whole("unpaired", both("tv.unpaired"), both("tv.unpaired_how"));
    if (!this.board) return html`<main class="screen"></main>`;
    const { stopped } = this.board;
    return html`
      <main class="screen shift-${this.shift} ${this.fresh ? "" : "stale"}">
        ${stopped ? this.#stopped(stopped) : this.#calls()}
        ${this.#foot()}
      </main>
    `;
  }

  updated() {
    if (!this.board) return;
    document.documentElement.dataset.revision = this.board.revision;
    this.dataset.board = this.board.calls.map((call) => `${call.number}>${call.counter}`).join(" ");
    this.dataset.speaker = Boolean(this.#speaker?.isSpeaker);
    const message = this.querySelector(".message");
    if (message) tighten(message, [message]);
  }

  #calls() {
    const call = this.#onPanel();
    return html`
      <section class="panel" aria-live="polite">
        ${keyed(call && idOf(call), html`<call-panel class="rise" .call=${call} .zone=${this.board.zone}
          ?fresh=${call && this.#isNew(call)}></call-panel>`)}
      </section>
      <ol class="list">
        ${repeat(this.board.calls, idOf, (each) => html`
          <li class="number rise ${this.#isNew(each) ? "new" : ""}">
            <span>${each.number}</span>${arrow()}<span class="to">${each.counter}</span>
          </li>`)}
      </ol>
    `;
  }

  #stopped(text) {
    return this.#sentence("stopped", names(text) ? bothNames(text) : both("common.stopped"), nothing);
  }

  #sentence(sign, title, how) {
    const code = sign === "unpaired" ? html`<pairing-code kind="screen"></pairing-code>` : nothing;
    return html`<section class="whole" role="status">${pictogram(sign)}<h2>${title}</h2><p>${how}</p>${code}</section>`;
  }

  #whole(sign, title, how) {
    return html`<main class="screen">${this.#sentence(sign, title, how)}</main>`;
  }

  #foot() {
    const { lines = [], ready = [], closed = [], message } = this.board;
    const time = this.#time.text(this.#updated, { seconds: true });
    return html`
      <footer class="foot">
        <hall-clock .time=${this.#time}></hall-clock>
        ${this.fresh
          ? html`<tv-foot .lines=${lines} .api=${this.#api} .time=${this.#time} ?quiet=${Boolean(message || closed.length)}></tv-foot>`
          : html`<p class="stale-note" role="alert">${both("tv.stale", { time })}</p>`}
        ${this.silent
          ? html`<button class="button sound" @click=${() => this.#speaker.unblock()}>${pictogram("sound")}${both("tv.tap_for_sound")}</button>`
          : nothing}
        ${ready.length ? html`<p class="ready"><b>${both("tv.ready")}</b>${ready.slice(0, READY_MOST).map((one) =>
          html`<span class="number">${one.number}</span>`)}</p>` : nothing}
        ${closed.length && !message ? html`<p class="message closed">${closed.map(({ counters, why, all }) => html`<span
          class="group">${all && counters.length > 1 ? both("tv.closed_all") : both("tv.closed_counters", { counters: counters.join("、") })} ${bothNames(why)}</span>`)}</p>` : nothing}
        ${message ? html`<p class="message">${bothNames(message.text ?? message)}</p>` : nothing}
      </footer>
    `;
  }
}

await words.load();
customElements.define("hall-screen", HallScreen);
