// The ticket at the counter, large: number, lane, service, how long it waited, why it was called.

import { html, nothing } from "lit";
import { dayTold } from "./day_told.js";
import { bothNames, HallElement } from "./element.js";
import { elapsed, laneMark, percent, stateSign, wait } from "./labels.js";
import { names, t } from "./words.js";

const LOOK_EVERY = 1000; // milliseconds between looks at the clock
const BY_VOICE = new Set(["silent", "unspoken"]); // where the loudspeaker did not say it

/** One sentence: why this ticket and not another. reason: {rule, share, promise, text, beat}, or nothing for a walk-in. */
export function why(reason) {
  if (!reason) return "";
  if (reason.share < 0 && reason.rule === "share") return t("clerk.why_early");
  const used = { percent: Math.round(reason.share * 100), minutes: Math.round(reason.promise / 60_000) };
  const said = t(`why.${reason.rule}`, used);
  if (reason.text) return t("clerk.why_with", { why: said, text: reason.text });
  return reason.rule === "share" ? t("clerk.because", { why: said }) : said;
}

/**
 * desk   a Desk
 * state  what the hall said of it last
 * time   the hall's clock
 */
export class ClerkTicket extends HallElement {
  static properties = {
    desk: { attribute: false },
    state: { attribute: false },
    time: { attribute: false },
  };

  connectedCallback() {
    super.connectedCallback();
    this.every(LOOK_EVERY, () => this.requestUpdate());
  }

  render() {
    const ticket = this.desk.current;
    const { counter, stopped } = this.state;
    const state = ticket?.state ?? (counter.closed || counter.outside ? "closed" : counter.paused ? "paused" : "free");
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
      <p class="what">${laneMark(ticket.lane, ticket.band)}${ticket.need ? html`<span class="sign" data-need=${ticket.need}>${t(`clerk.need.${ticket.need}`)}</span>` : nothing}
        <span class="service">${bothNames(ticket.service_names)}</span></p>
      ${ticket.stops?.length ? html`<p class="stops past">${t("clerk.stops")}：${ticket.stops.map((stop, place) =>
        html`${place ? " → " : ""}<span data-state=${stop.state}>${names(stop.names)} · ${t(`clerk.stop.${stop.state}`)}</span>`)}</p>` : nothing}
      <dl>${known.map(([what, much]) => html`<div><dt>${what}</dt><dd>${much}</dd></div>`)}</dl>
      <p class="why">${why(ticket.why_of)}${this.#beat(ticket.why_of)}</p>
      <p class="heard">${this.#heard()}</p>
      ${this.#earlier(ticket)}
      <p class="noted">${ticket.note ? html`<span class="past">${t("clerk.note")}</span> ${ticket.note}` : nothing}</p>`;
  }

  /** What a theme stands for, and what an earlier visit's list says is still to bring. */
  #earlier({ stands_for: items, slip }) {
    if (!items?.length && !slip) return nothing;
    const listed = (key, list) => html`<div class="listed"><b>${t(key)}</b>
      <ul>${list.map((each) => html`<li><label><input type="checkbox"> ${bothNames(each)}</label></li>`)}</ul></div>`;
    return html`${items?.length ? listed("clerk.theme_items", items) : nothing}
      ${slip ? html`${slip.number ? html`<p class="first-visit">${t("clerk.slip_first", { ...slip, day: dayTold(slip.day) })}
        ${slip.ready_on ? html`<b>${t("clerk.slip_collects", { ready_on: dayTold(slip.ready_on) })}</b>` : nothing}</p>` : nothing}
      ${slip.missing.length ? listed("clerk.slip_earlier", slip.missing) : nothing}${slip.remark ? html`<p>${slip.remark}</p>` : nothing}` : nothing}`;
  }

  #beat(reason) {
    const beat = (reason?.beat ?? []).filter((head) => head.number).slice(0, 3);
    if (!beat.length || reason.rule !== "share") return nothing;
    const heads = beat.map((head) => `${head.number}\u00a0${percent(head.share).replace(" ", "\u00a0")}`).join(t("clerk.and"));
    return html`<span class="past beat">${t("clerk.why_before", { heads })}</span>`;
  }

  /** Where its newest call was spoken, and whether the clerk has to call by voice here; zones of one kind together. */
  #heard() {
    const own = this.state.counter.zone;
    const receipts = (this.state.voice?.receipts ?? []).map((receipt) =>
      BY_VOICE.has(receipt.state) && receipt.zone !== own ? { ...receipt, state: "elsewhere" } : receipt);
    const kinds = [...new Set(receipts.map((receipt) => receipt.state))];
    const screens = receipts.reduce((sum, { shown }) => sum + Object.keys(shown).length, 0);
    return html`${kinds.map((kind) => {
      const alike = receipts.filter((receipt) => receipt.state === kind);
      const zones = alike.map((receipt) => names(receipt.names)).join(t("clerk.and"));
      const said = t(`clerk.heard_${kind}`, { zones, time: alike[0].at ? this.time.text(alike[0].at) : "" });
      return html`<span class=${BY_VOICE.has(kind) ? "broken" : "past"} data-heard=${kind}>${said}</span> `;
    })}${screens ? html`<span class="past" data-heard="screens">${t("clerk.heard_screens", { n: screens })}</span>` : nothing}`;
  }

  #nobody(counter) {
    const shut = counter.closed ? t("clerk.closed_because", { why: counter.closed === true ? "" : counter.closed })
      : counter.outside ? names(counter.outside)
      : counter.paused ? t("clerk.paused_because", { why: counter.paused }) : "";
    const hero = this.desk.waiting ? t("common.waiting", { n: this.desk.waiting }) : t("clerk.nobody_waits");
    return html`<p class="number nobody"><span>${hero}</span></p><p class="what">${shut}</p><dl></dl><p class="why"></p><p class="heard"></p><p class="noted"></p>`;
  }
}

customElements.define("clerk-ticket", ClerkTicket);
