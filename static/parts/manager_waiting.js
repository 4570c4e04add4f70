// The list of who waits: on the screen to move or cancel one, on paper as the fallback when all else fails.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import { laneMark, stateWord, wait } from "./labels.js";
import { names, t } from "./words.js";

/**
 * tickets   as GET waiting or GET tickets?number= gives them, in the hall's order
 * lines     id -> {names, prefix}; services: id -> names; time: the hall's clock; page: the manager's page
 * Fires "acted" when a ticket was moved or cancelled.
 */
export class ManagerWaiting extends HallElement {
  static properties = {
    tickets: { attribute: false }, lines: { attribute: false }, services: { attribute: false },
    time: { attribute: false }, page: { attribute: false }, states: { type: Boolean }, words: {},
  };

  render() {
    return html`<table>
      <thead><tr><th>${both("manager.number")}</th><th>${both("manager.line")}</th><th>${both("manager.lane")}</th>
        <th>${both("manager.service")}</th><th>${both(this.states ? "manager.state" : "manager.arrived")}</th>
        <th>${both("manager.waited")}</th><th class="screen"></th></tr></thead>
      <tbody>${this.tickets.map((ticket) => this.#row(ticket))}</tbody></table>
      ${this.tickets.length ? nothing : html`<p class="past empty">${both("clerk.nobody_waits")}</p>`}`;
  }

  #row(ticket) {
    const line = this.lines[ticket.line];
    const waits = ticket.state === undefined || ticket.state === "waiting";
    return html`<tr data-ticket=${ticket.id}>
      <td class="number">${ticket.number || t("clerk.no_number")}</td>
      <td>${line ? names(line.names) : ticket.line}</td>
      <td>${laneMark(ticket.lane, ticket.band)}</td>
      <td>${names(this.services[ticket.service])}</td>
      <td>${this.states ? stateWord(ticket) : this.time.text(ticket.arrived)}</td>
      <td>${waits ? wait(this.time.now() - new Date(ticket.arrived)) : wait(ticket.waited)}</td>
      <td class="screen">${waits ? html`<span class="buttons">
        <button class="button" data-act="move" @click=${() => this.#move(ticket)}>${both("manager.move")}</button>
        <button class="button danger" data-act="cancel" @click=${() => this.#cancel(ticket)}>${both("manager.cancel")}</button></span>` : nothing}</td>
    </tr>`;
  }

  async #move(ticket) {
    const lines = Object.values(this.lines);
    const where = await this.page.part("ask-transfer").ask({ number: ticket.number, lines, counters: null });
    if (!where) return;
    const reason = await this.page.part("ask-reason").ask({
      title: t("manager.move_title", { number: ticket.number }), confirm: "manager.move", reasons: ["reason.wrong_line", "reason.frail", "reason.own_wish"],
    });
    if (!reason) return;
    await this.page.act(() => this.page.api.post(`tickets/${ticket.id}/move`, { ...where, reason }), "manager.moved", { number: ticket.number });
    this.#acted();
  }

  async #cancel(ticket) {
    const reason = await this.page.part("ask-reason").ask({
      title: t("manager.cancel_title", { number: ticket.number }), confirm: "manager.cancel_confirm", danger: true,
      reasons: ["reason.own_wish", "reason.mistake", "reason.left"],
    });
    if (!reason) return;
    await this.page.act(() => this.page.api.post(`tickets/${ticket.id}/cancel`, { reason }), "manager.cancelled", { number: ticket.number });
    this.#acted();
  }

  #acted() {
    this.dispatchEvent(new CustomEvent("acted"));
  }
}

customElements.define("manager-waiting", ManagerWaiting);
