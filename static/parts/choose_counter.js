// Before work: which counter; a counter where somebody sits can be taken over, knowingly.

import { html, nothing } from "lit";
import { Refusal } from "./api.js";
import { both, bothNames, HallElement } from "./element.js";
import { Desk } from "./desk.js";
import { names, t } from "./words.js";

const KEPT = "clerk-counter"; // the counter this browser worked last

/** page: the clerk's page; counters: those one may sit at. Fires "seated" with the Desk. */
export class ChooseCounter extends HallElement {
  static properties = { page: { attribute: false }, counters: { attribute: false }, busy: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.busy = false;
  }

  /** After a reload the clerk goes on where they sat, without a new sitting. */
  async goOn() {
    const id = localStorage.getItem(KEPT);
    if (!this.counters.some((counter) => counter.id === id)) return;
    const desk = new Desk(this.page.api, id);
    try {
      if (await desk.goOn()) this.#seated(desk);
    } catch (error) {
      this.page.tell(error);
    }
  }

  async #choose(counter) {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.sit(new Desk(this.page.api, counter.id), counter.names);
    } catch (error) {
      this.page.tell(error);
    } finally {
      this.busy = false;
    }
  }

  /** Sits; where somebody sits, asks first. */
  async sit(desk, counterNames) {
    try {
      await desk.sit();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "seated") throw error;
      const who = error.problem.holder ?? t("clerk.somebody");
      const sure = await this.page.part("ask-confirm").ask({
        title: t("clerk.takeover_title", { counter: names(counterNames), who }),
        text: t("clerk.takeover_text", { who }),
        confirm: "clerk.takeover",
      });
      if (!sure) return;
      await desk.sit({ takeover: true });
    }
    this.#seated(desk);
  }

  #seated(desk) {
    localStorage.setItem(KEPT, desk.id);
    this.dispatchEvent(new CustomEvent("seated", { detail: desk }));
  }

  render() {
    const kept = localStorage.getItem(KEPT);
    return html`<main class="choose">
      <h2>${both("clerk.choose_counter")}</h2>
      ${this.page.line()}
      <ul class="counters">${this.counters.map((counter) => html`<li><button class="card counter" data-counter=${counter.id}
        ?data-kept=${counter.id === kept} aria-disabled=${this.busy ? "true" : nothing} @click=${() => this.#choose(counter)}>
        <span class="number">${counter.id}</span><span>${bothNames(counter.names)}</span>
        ${counter.id === kept ? html`<span class="past">${t("clerk.last_time")}</span>` : nothing}</button></li>`)}</ul>
      ${this.counters.length ? nothing : html`<p class="note">${both("clerk.no_counters")}</p>`}
    </main>`;
  }
}

customElements.define("choose-counter", ChooseCounter);
