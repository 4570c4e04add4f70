// The floor as the manager sees it: the hall's counters by zone, each a tile with its state, ticket and clerk.

import { html, nothing } from "lit";
import { about } from "./about.js";
import { both, bothNames, HallElement } from "./element.js";
import { elapsed, inMinutes, stateSign } from "./labels.js";
import { names, t, words } from "./words.js";

const LOOK_EVERY = 1000; // milliseconds between looks at the clock
const HOUR = 3_600_000; // milliseconds

/** hall: GET hall-state; zones: those of GET places; time: the hall's clock. Fires "counter" with the counter pressed. */
export class ManagerFloor extends HallElement {
  static properties = { hall: { attribute: false }, zones: { attribute: false }, time: { attribute: false }, words: {} };

  connectedCallback() {
    super.connectedCallback();
    this.every(LOOK_EVERY, () => this.requestUpdate());
  }

  render() {
    const voices = Object.fromEntries((this.hall.voices ?? []).map((voice) => [voice.zone, voice]));
    return this.zones.map((zone) => {
      const counters = this.hall.counters.filter((counter) => counter.zone === zone.id);
      return counters.length ? html`<section class="zone" data-size=${counters.length > 2 ? "wide" : "small"}>
        <h2>${bothNames(zone.names)} ${zone.floor ? html`<span class="past floor">${zone.floor}</span>` : nothing}
          ${voices[zone.id] ? this.#voice(voices[zone.id]) : nothing}</h2>
        <ul class="tiles">${counters.map((counter) => html`<li>${this.#tile(counter)}</li>`)}</ul></section>` : nothing;
    });
  }

  /** Whether the zone is heard, and how much is called there against what can be spoken; bold when it can't all be twice. */
  #voice({ state, load, capacity_twice: twice, capacity }) {
    const ok = state === "ok";
    return html`<span class="voice ${ok ? "past" : "broken"}"><svg viewBox="0 0 16 16" aria-hidden="true">
      <path d="M1 6h3l4-4v12l-4-4H1z" fill="currentColor"></path>
      <path d=${ok ? "M10.5 5a4 4 0 010 6M12.5 3a7 7 0 010 10" : "M10.5 5.5l5 5M15.5 5.5l-5 5"} fill="none" stroke="currentColor" stroke-width="1.6"></path></svg>
      ${both(ok ? "manager.voice_ok" : "manager.voice_silent")}</span>
      ${capacity ? html`<span class="voice ${load > twice ? "broken" : "past"}">${t("manager.voice_load", { load, capacity })}</span>` : nothing}`;
  }

  #tile(counter) {
    const spent = counter.since ? this.time.now() - new Date(counter.since) : 0;
    const since = spent < HOUR ? elapsed(spent) : inMinutes(spent);
    const busy = counter.state === "called" || counter.state === "serving";
    const why = counter.outside ? names(counter.outside) : counter.reason;
    return html`<button class="tile" data-counter=${counter.id} data-state=${counter.state}
      @click=${() => this.dispatchEvent(new CustomEvent("counter", { detail: counter }))}>
      <span class="top"><span class="number">${counter.id}</span>${stateSign(counter.state)}</span>
      <span class="middle"><span class="number">${busy ? counter.ticket_number || t("clerk.no_number") : ""}</span>
        <time class="past">${busy ? since : ""}</time></span>
      <span class="bottom">${counter.unseen_since
        ? html`<span class="broken">${t("manager.unseen", { time: this.time.text(counter.unseen_since) })}</span>`
        : html`<span class="who">${counter.queue ? counter.holder_name ?? "" : names(counter.names)}</span>${!busy && why ? html`<span class="past">${why}</span>` : nothing}`}</span>
    </button>`;
  }
}

customElements.define("manager-floor", ManagerFloor);

/** Four figures, the heroes of the page; under them the day so far and the line in which the page speaks (`says`). */
export class ManagerFigures extends HallElement {
  static properties = { hall: { attribute: false }, says: { attribute: false }, words: {} };

  render() {
    const { today } = this.hall;
    const counters = this.hall.counters.filter(({ queue }) => queue);
    const open = counters.filter((counter) => !["closed", "empty"].includes(counter.state)).length;
    const kept = today.promise_kept_pct;
    const figures = [
      ["manager.waiting", today.waiting, ""],
      ["manager.longest", inMinutes(today.longest_ms), ""],
      ["manager.kept", Number.isFinite(kept) ? `${Math.round(kept)} %` : "–", Number.isFinite(kept) && kept < 80 ? "broken" : ""],
      ["manager.open", `${open} / ${counters.length}`, ""],
    ];
    const rest = [["manager.issued", today.issued], ["manager.finished", today.finished], ["manager.missed", today.missed]];
    return html`<dl class="figures">${figures.map(([key, value, look]) => html`<div class="card"><dt>${both(key)} ${about(key, `${key}_formula`)}</dt>
      <dd class="number ${look}">${value}</dd></div>`)}</dl>
      <div class="under"><p class="today past">${rest.map(([key, value]) => html`<span>${t(key)} <b>${value ?? 0}</b> <span class="also" lang=${words.other}>${
        words.text(words.other, key)}</span></span>`)}${about("manager.today", "manager.today_formula")}</p>${this.says}</div>`;
  }
}

customElements.define("manager-figures", ManagerFigures);
