// The ticket at the counter, large: number, lane, service, how long it waited, why it was called.

import { html, nothing } from "lit";
import { bothNames, HallElement } from "./element.js";
import { elapsed, laneMark, percent, stateSign, wait } from "./labels.js";
import { t } from "./words.js";

const LOOK_EVERY = 1000; // milliseconds between looks at the clock

/** One sentence: why this ticket and not another. reason: {rule, share, promise, text, beat}, or nothing for a walk-in. */
export function why(reason) {
  if (!reason) return "";
  const used = { percent: percent(reason.share), minutes: Math.round((reason.promise ?? 0) / 60_000) };
  if (reason.rule === "chosen") return t("clerk.why.chosen", { text: reason.why ?? reason.text ?? "" });
  if (!reason.promise) return reason.text || t("clerk.why.turn");
  if (reason.share < 0) return t("clerk.why.early");
  return t(reason.rule === "below_threshold" ? "clerk.why.below" : "clerk.why.share", used);
}

/**
 * desk      a Desk
 * services  service id -> its names
 * time      the hall's clock
 */
export class ClerkTicket extends HallElement {
  static properties = {
    desk: { attribute: false },
    state: { attribute: false },
    services: { attribute: false },
    time: { attribute: false },
  };

  connectedCallback() {
    super.connectedCallback();
    this.every(LOOK_EVERY, () => this.requestUpdate());
  }

  render() {
    const ticket = this.desk.current;
    const { counter, stopped } = this.state;
    const state = ticket?.state ?? (counter.closed ? "closed" : counter.paused ? "paused" : "free");
    return html`<section class="card ticket" data-state=${state} aria-label=${t("clerk.current")}>
      <p class="top">${stateSign(state)}${stopped ? html`<span class="sign" data-state="stopped">${t("common.stopped")}</span>` : nothing}
        <time class="past">${ticket ? elapsed(this.time.now() - this.#since(ticket)) : ""}</time></p>
      ${ticket ? this.#ticket(ticket) : this.#nobody(counter)}
    </section>`;
  }

  #since(ticket) {
    return ticket.started_at ?? ticket.called_at ?? this.time.now();
  }

  #ticket(ticket) {
    const known = [
      ticket.calls ? [t("clerk.waited"), wait(ticket.waited)] : null,
      ticket.calls ? [t("clerk.calls"), t("clerk.times", { n: ticket.calls })] : null,
      ticket.missed ? [t("clerk.missed_before"), t("clerk.times", { n: ticket.missed })] : null,
      ticket.transfers ? [t("clerk.transfers"), t("clerk.times", { n: ticket.transfers })] : null,
    ].filter(Boolean);
    return html`
      <p class="number" data-ticket=${ticket.id}>${ticket.number || t("clerk.no_number")}</p>
      <p class="what">${laneMark(ticket.lane)}<span class="service">${bothNames(this.services[ticket.service])}</span></p>
      <dl>${known.map(([what, much]) => html`<div><dt>${what}</dt><dd>${much}</dd></div>`)}</dl>
      <p class="why">${why(ticket.reason)}${this.#beat(ticket.reason)}</p>
      <p class="noted">${ticket.note ? html`<span class="past">${t("clerk.note")}</span> ${ticket.note}` : nothing}</p>`;
  }

  #beat(reason) {
    const beat = (reason?.beat ?? []).filter((head) => head.number).slice(0, 3);
    if (!beat.length || reason.rule !== "share") return nothing;
    const heads = beat.map((head) => `${head.number}\u00a0${percent(head.share).replace(" ", "\u00a0")}`).join(t("clerk.and"));
    return html`<span class="past beat">${t("clerk.why.before", { heads })}</span>`;
  }

  #nobody(counter) {
    const shut = counter.closed ? t("clerk.closed_because", { why: counter.closed === true ? "" : counter.closed })
      : counter.paused ? t("clerk.paused_because", { why: counter.paused }) : "";
    const hero = this.desk.waiting ? t("common.waiting", { n: this.desk.waiting }) : t("clerk.nobody_waits");
    return html`<p class="number nobody"><span>${hero}</span></p><p class="what">${shut}</p><dl></dl><p class="why"></p><p class="noted"></p>`;
  }
}

customElements.define("clerk-ticket", ClerkTicket);
