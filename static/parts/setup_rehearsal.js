// A change rehearsed before it is saved: a past day played under the plan in force and under the draft.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import { follow } from "./trial.js";
import { names, t } from "./words.js";

class SetupRehearsal extends HallElement {
  static properties = { draft: { attribute: false }, rows: { attribute: false }, words: {}, days: { state: true }, day: { state: true }, told: { state: true } };

  constructor() {
    super();
    this.days = null;
    this.day = "";
    this.told = null; // {state, done, result?, problem?}
  }

  async connectedCallback() {
    super.connectedCallback();
    this.days = await this.draft.days().catch(() => []);
    this.day = this.days[0] ?? "";
  }

  #begin = async () => {
    this.told = { state: "running", done: 0 };
    try {
      const { trial } = await this.draft.rehearse(this.day);
      await follow(this, () => this.draft.trial(trial), (now) => (this.told = now));
    } catch (error) {
      this.told = { state: "failed", problem: { sentence: error.sentence ?? String(error) } };
    }
  };

  render() {
    const { days, told } = this;
    if (!days) return nothing;
    return html`<section class="rehearsal" aria-busy=${told?.state === "running"}>
      <header><h3>${both("rehearsal.title")}</h3>
        ${days.length ? html`<label class="field short"><span class="visually-hidden">${t("rehearsal.day")}</span>
            <select .value=${this.day} @change=${(event) => (this.day = event.target.value)}>${days.map((day) => html`<option ?selected=${day === this.day}>${day}</option>`)}</select></label>
          <button type="button" class="button" id="rehearse" ?disabled=${told?.state === "running"} @click=${this.#begin}>${both("rehearsal.begin")}</button>` : nothing}</header>
      <p class="past">${t(days.length ? "rehearsal.means" : "rehearsal.no_day")}</p>
      ${told?.state === "running" ? html`<progress max="1" .value=${told.done} aria-label=${t("rehearsal.running")}></progress>` : nothing}
      ${told?.state === "failed" ? html`<p class="fault" role="alert">${told.problem.sentence}</p>` : nothing}
      ${told?.state === "done" ? this.#result(told.result) : nothing}</section>`;
  }

  #result({ day, calls, by_hand: byHand, same, moved, groups }) {
    const lanes = groups.filter(({ line }) => !line);
    const losers = groups.filter(({ line, loses }) => line && loses).sort((a, b) => (b.by_most ?? 0) - (a.by_most ?? 0));
    const starved = lanes.reduce((n, group) => n + group.starved + group.dropped, 0);
    return html`<div role="status">
      <p>${moved ? t("rehearsal.moved", { day, calls, moved }) : t("rehearsal.unmoved", { day, calls })}
        ${byHand ? t("rehearsal.by_hand", { n: byHand }) : nothing} ${same ? t("rehearsal.same") : t("rehearsal.not_same")}</p>
      ${starved ? html`<p class="fault" role="alert">${t("rehearsal.starves", { n: starved })}</p>` : html`<p class="note">${t("rehearsal.nobody_starves")}</p>`}
      ${this.#table("rehearsal.by_lane", lanes, (group) => t(`common.lane.${group.lane}`))}
      ${losers.length ? this.#table("rehearsal.losers", losers, (group) => `${group.names ? names(group.names) : group.line} · ${t(`common.lane.${group.lane}`)}`)
        : html`<p class="note">${t("rehearsal.nobody_loses")}</p>`}</div>`;
  }

  #table(key, groups, name) {
    const pair = (of, unit = "") => ({ before, after }) => html`${before[of] ?? "–"} → <b>${after[of] ?? "–"}</b>${unit}`;
    const columns = [
      ["rehearsal.called", pair("called")], ["rehearsal.p50", pair("p50")], ["rehearsal.p90", pair("p90")], ["rehearsal.longest", pair("longest")],
      ["rehearsal.kept", pair("kept_pct", " %")], ["rehearsal.later", ({ later, sooner }) => `${later} / ${sooner}`],
      ["rehearsal.by", ({ by_p50: half, by_most: most }) => (most === null ? "–" : t("rehearsal.by_minutes", { half, most }))],
      ["rehearsal.starved", ({ starved, dropped }) => (starved + dropped ? html`<b class="starved">${starved + dropped}</b>` : "0")],
    ];
    return html`<div class="scroll"><table><caption>${both(key)}</caption>
      <thead><tr><th></th>${columns.map(([word]) => html`<th class="figure">${t(word)}</th>`)}</tr></thead>
      <tbody>${groups.map((group) => html`<tr><th scope="row">${name(group)}</th>${columns.map(([, cell]) => html`<td class="figure">${cell(group)}</td>`)}</tr>`)}</tbody></table></div>`;
  }
}

customElements.define("setup-rehearsal", SetupRehearsal);
