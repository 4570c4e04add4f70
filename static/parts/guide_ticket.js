// One ticket in the guide's hands: what it is, how it looks on paper, and what the guide may do with it.

import { html, nothing } from "lit";
import { newRequest } from "./api.js";
import { both, bothNames, HallElement } from "./element.js";
import { laneMark, stateWord, wait } from "./labels.js";
import { print } from "./printing.js";
import { serviceRows } from "./services.js";
import { names, t } from "./words.js";

const KEPT = "guide-printer"; // the kiosk whose printer this desk uses, kept in this browser

/**
 * ticket    a ticket record, or what POST tickets gave with service and lane; `fresh` while it was never printed
 * names     service id -> names; services: the tree; reasons: [{code, names}]; page: the guide's page
 * printers  [{kiosk, names, printer}]: where paper may come out
 * Fires "changed" after an act that changed it.
 */
export class GuideTicket extends HallElement {
  static properties = {
    ticket: { attribute: false }, names: { attribute: false }, services: { attribute: false }, reasons: { attribute: false },
    printers: { attribute: false }, page: { attribute: false }, words: {}, printing: { state: true }, drawn: { state: true },
  };

  #leaving = new AbortController(); // ends the print watch when another ticket is shown

  willUpdate(changed) {
    if (changed.has("ticket") && changed.get("ticket")?.id !== this.ticket?.id) {
      this.#leaving.abort();
      this.printing = null;
      this.drawn = 0;
    }
  }

  render() {
    const { ticket } = this;
    if (!ticket) return html`<section class="card shown empty"><p class="past">${both("guide.no_ticket")}</p></section>`;
    const state = ticket.state ?? "waiting";
    return html`<section class="card shown" data-state=${state}>
      <div class="told">
        <p class="number" data-ticket=${ticket.id}>${ticket.number}</p>
        <p>${laneMark(ticket.lane, ticket.band)}${ticket.need ? ` · ${t(`clerk.need.${ticket.need}`)}` : nothing} · ${stateWord(ticket)}</p>
        <p>${bothNames(this.names[ticket.service])}</p>
        <p class="past">${this.#stands(ticket, state)}</p>
        ${ticket.priority_reason ? html`<p class="past">${bothNames(this.reasons.find(({ code }) => code === ticket.priority_reason)?.names ?? { zh: ticket.priority_reason })}</p>` : nothing}
        <div class="deeds">${this.#deeds(state)}</div>
        ${this.#where()}
        <p class=${`says ${this.#saysKind()}`} role="status">${this.printing ? this.#printed() : nothing}</p>
      </div>
      <figure><img alt=${t("guide.preview_of", { number: ticket.number })} src=${`/api/v1/tickets/${ticket.id}/image.png?drawn=${this.drawn}`}>
        <figcaption class="past">${both("guide.preview")}</figcaption></figure>
    </section>`;
  }

  #stands(ticket, state) {
    if (state === "waiting" && ticket.ahead !== undefined) return t("guide.ahead", { n: ticket.ahead });
    if (state === "waiting" && ticket.arrived) return t("guide.waiting_for", { wait: wait(this.page.time.now() - new Date(ticket.arrived)) });
    return ticket.counter ? t("common.counter", { n: ticket.counter }) : "";
  }

  #deeds(state) {
    const deed = (name, key, does, look = "") => html`<button id=${name} class=${`button ${look}`} @click=${does}>${both(key)}</button>`;
    const waits = state === "waiting";
    return html`
      ${!this.#usable.length ? nothing : deed("print", this.ticket.fresh ? "guide.print" : "guide.print_again", () => this.#print(), this.ticket.fresh ? "primary" : "")}
      ${waits && this.ticket.lane !== "priority" ? deed("priority", "guide.priority", () => this.#priority()) : nothing}
      ${waits ? deed("service", "guide.change_service", () => this.#service()) : nothing}
      ${waits ? html`${deed("let-pass", "guide.let_pass", () => this.#act("let-others-pass", {}, "guide.let_passed"))}
        ${deed("late", "guide.late", () => this.#late())}` : nothing}
      ${state === "missed" ? deed("return", "guide.return", () => this.#act("return", {}, "guide.returned"), "primary") : nothing}
      ${waits || state === "held" ? deed("cancel", "guide.cancel", () => this.#cancel(), "danger") : nothing}`;
  }

  get #usable() {
    return this.printers.filter((each) => each.printer);
  }

  get #printer() {
    const kept = localStorage.getItem(KEPT);
    return (this.#usable.find((each) => each.kiosk === kept) ?? this.#usable[0])?.kiosk;
  }

  #where() {
    if (this.#usable.length < 2) return nothing;
    return html`<label class="field"><span>${both("guide.printer")}</span>
      <select @change=${(event) => localStorage.setItem(KEPT, event.target.value)}>${this.#usable.map((each) => html`
        <option value=${each.kiosk} ?selected=${each.kiosk === this.#printer}>${names(each.names)}</option>`)}</select></label>`;
  }

  async #act(name, body, doneKey) {
    const { number, id } = this.ticket;
    const done = await this.page.act(() => this.page.api.post(`tickets/${id}/${name}`, body), doneKey, { number });
    if (!done) return;
    this.drawn += 1;
    this.dispatchEvent(new CustomEvent("changed"));
  }

  async #priority() {
    const rows = this.reasons.map(({ code, names: texts }) => ({ value: code, html: bothNames(texts) }));
    const code = await this.page.part("ask-one").ask({ title: both("guide.priority_why"), empty: t("guide.no_reasons"), rows });
    if (code) await this.#act("priority", { reason_code: code }, "guide.priority_granted");
  }

  async #service() {
    const rows = serviceRows(this.services).filter(({ value }) => value !== this.ticket.service);
    const service = await this.page.part("ask-one").ask({ title: both("guide.change_service"), empty: t("guide.no_service"), rows });
    if (service) await this.#act("service", { service }, "guide.service_changed");
  }

  async #late() {
    const sure = await this.page.part("ask-confirm").ask({
      title: t("guide.late_title", { number: this.ticket.number }), text: t("guide.late_means"), confirm: "guide.late",
    });
    if (sure) await this.#act("be-late", {}, "guide.is_late");
  }

  async #cancel() {
    const sure = await this.page.part("ask-confirm").ask({
      title: t("guide.cancel_title", { number: this.ticket.number }), text: t("guide.cancel_means"), confirm: "guide.cancel_confirm", danger: true,
    });
    if (sure) await this.#act("cancel", {}, "guide.cancelled");
  }

  async #print() {
    if (this.printing?.state === "printing") return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const { id, fresh } = this.ticket;
    this.printing = { state: "printing" };
    const answer = await print(this.page.api, id, newRequest(), signal, { copy: !fresh, kiosk: this.#printer });
    if (signal.aborted) return;
    this.printing = answer;
    if (answer.state === "printed") this.ticket.fresh = false;
    this.requestUpdate();
  }

  #saysKind() {
    const state = this.printing?.state;
    return !state ? "" : state === "printed" ? "done" : state === "printing" ? "note" : "fault";
  }

  #printed() {
    const { state, text } = this.printing;
    const sentence = typeof text === "string" ? text : text?.zh;
    return state === "failed" && sentence ? sentence : t(`guide.printing.${state}`, { number: this.ticket.number });
  }
}

customElements.define("guide-ticket", GuideTicket);
