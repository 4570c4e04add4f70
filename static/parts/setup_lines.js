// The form of lines and lanes: whose numbers begin with which letter, and the wait each lane is promised.

import { html } from "lit";
import { both, HallElement } from "./element.js";
import { namedCells, number, put, remove } from "./setup_fields.js";
import { names, t } from "./words.js";

const LANES = [["ordinary", 45], ["priority", 15], ["booked", 5], ["helper", ""]];

class SetupLines extends HallElement {
  static properties = { page: { attribute: false }, rows: { attribute: false }, words: {} };

  #does = (deed) => {
    deed();
    this.page.draft.touch();
  };

  #promise(lane, minutes) {
    this.#does(() => {
      const lanes = { ...this.rows.lanes };
      if (minutes === null) delete lanes[lane];
      else lanes[lane] = { ...lanes[lane], promise: minutes };
      this.rows.lanes = lanes;
    });
  }

  async #ask(row, title) {
    const { lines } = this.rows;
    const given = await this.page.part("ask-row").ask({ title, kind: "line", rows: this.rows, draft: this.page.draft, taken: lines.map((line) => line.id), row });
    const place = lines.indexOf(row);
    if (given) this.#does(() => lines.splice(place < 0 ? lines.length : place, place < 0 ? 0 : 1, ...(given.removed ? [] : [given])));
  }

  #add = () => this.#ask({ id: "", prefix: this.#letter(), names: { zh: "" } }, t("setup.lines.add"));

  #letter() {
    const taken = new Set(this.rows.lines.map((line) => line.prefix));
    return [..."ABCDEFGHJKLMNPQRSTUVWXYZ"].find((letter) => !taken.has(letter)) ?? "";
  }

  /** The counters of a line; of one for a need first those fitted for it, then those of its line, which help when it is busy. */
  #pulledBy({ id, need, of }) {
    const pulling = (line) => this.rows.counters.filter((counter) => (counter.lines ?? []).some((pull) => (pull.line ?? pull) === line));
    const ids = (counters) => counters.map((counter) => counter.id).join(t("plan.and"));
    const own = pulling(id);
    if (!need || own.length) return ids(own) || "–";
    const fits = (counter) => (counter.needs ?? []).includes(need);
    const [fitted, others] = [pulling(of).filter(fits), pulling(of).filter((counter) => !fits(counter))];
    return others.length ? t("setup.lines.pulled_when_busy", { fitted: ids(fitted) || "–", others: ids(others) }) : ids(fitted) || "–";
  }

  render() {
    const { rows } = this;
    return html`
      <div class="card block"><h2>${both("setup.lanes")}</h2><p class="past">${t("setup.lanes_how")}</p>
        <div class="fields">${LANES.map(([lane, usual]) => html`<div class="lane-field"><span class="lane" data-lane=${lane}></span>
          ${number(t(`setup.lane.${lane}`), rows.lanes?.[lane]?.promise, (value) => this.#promise(lane, value), { min: 1, max: 600, placeholder: String(usual) })}</div>`)}</div></div>
      <div class="card block"><header><h2>${both("setup.lines")}</h2><button id="add-line" class="button" @click=${this.#add}>${both("setup.add")}</button></header>
        <table><thead><tr><th>${t("plan.key.prefix")}</th><th>${t("setup.id")}</th><th>${t("setup.name_zh")}</th><th>${t("setup.name_en")}</th><th>${t("setup.lines.pulled_by")}</th><th></th></tr></thead>
        <tbody>${rows.lines.map((line, place) => html`<tr data-line=${line.id}>
          <td><input class="input letter" aria-label=${t("plan.key.prefix")} maxlength="2" .value=${line.prefix ?? ""} @change=${(event) => this.#does(() => put(line, "prefix", event.target.value.trim().toUpperCase()))}></td>
          <td>${line.id}</td>${namedCells(line, this.#does)}
          <td class="past">${this.#pulledBy(line)}</td>
          <td><span class="buttons"><button class="button" @click=${() => this.#ask(line, names(line.names))}>${both("setup.edit")}</button>
            ${remove(line.names?.zh ?? line.id, () => this.#does(() => rows.lines.splice(place, 1)))}</span></td></tr>`)}</tbody></table></div>`;
  }
}

customElements.define("setup-lines", SetupLines);
