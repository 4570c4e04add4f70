// What a visitor sees after taking a number: the number, its QR code, people ahead, how long, where to wait, how the print went.

import { html, nothing } from "lit";
import { both, bothNames, HallElement } from "./element.js";
import "./fit_text.js";
import { waitSaid } from "./wait_said.js";

/**
 * ticket    {id, number, token, ahead, need?}
 * service   what it is for; wait: how long somebody waits who takes a number now
 * counters  ids of the counters that may call, in the hall's order; may be empty
 * printing  "printing" | "printed" | "failed" | "unknown" | "none"
 * cause     "paper" when the printer ran out of it
 */
export class KioskTicket extends HallElement {
  static properties = {
    ticket: { attribute: false },
    service: { attribute: false },
    counters: { attribute: false },
    printing: {},
    cause: {},
  };

  render() {
    const { number, token, ahead, need } = this.ticket;
    const [said, minutes] = waitSaid(need ? null : this.service.wait) ?? []; // a need has a line of its own
    return html`
      <section class="ticket" aria-live="polite">
        <header>
          <span class="names">${bothNames(this.service.names)}</span>
          <span class="title">${both("kiosk.your_number")}</span>
        </header>
        <fit-text class="big"><span class="number" data-number>${number}</span></fit-text>
      </section>
      <section class="after">
        <figure>
          <img src="/api/v1/tickets/${token}/qr.svg" alt="">
          <figcaption>${both("kiosk.scan")}</figcaption>
        </figure>
        <div class="facts">
          <p class="ahead">${ahead > 0 ? both("kiosk.ahead", { n: ahead }) : both("kiosk.ahead_none")}</p>
          ${said && ahead > 0 ? html`<p class="minutes">${both(`common.wait_${said}`, minutes)}</p>` : nothing}
          <p>${both("kiosk.wait_here")}</p>
          ${need ? html`<p class="need" data-need=${need}>${both(`kiosk.need.${need}`)}</p>` : nothing}
          ${this.counters?.length && !need
            ? html`<p>${both("kiosk.counters", { range: ranges(this.counters) })}</p>`
            : nothing}
        </div>
      </section>
      <p class="print ${this.#tone}" role="status">${this.#printed(number)}</p>
    `;
  }

  get #tone() {
    if (this.printing === "printed") return "done";
    return this.printing === "failed" || this.printing === "unknown" ? "fault" : "note";
  }

  #printed(number) {
    if (this.printing === "printing") return both("kiosk.printing");
    if (this.printing === "printed") return both("kiosk.printed");
    if (this.printing === "none") return both("kiosk.no_printer");
    return both(this.cause === "paper" ? "kiosk.no_paper" : "kiosk.print_failed", { number });
  }
}

/** ["1","2","3","5"] → "1–3, 5": neighbours in the hall's own order are drawn together. */
export function ranges(ids) {
  const runs = [];
  for (const id of ids) {
    const run = runs.at(-1);
    if (run && Number(id) === Number(run.at(-1)) + 1) run.push(id);
    else runs.push([id]);
  }
  return runs.map((run) => (run.length > 2 ? `${run[0]}–${run.at(-1)}` : run.join(", "))).join(", ");
}

customElements.define("kiosk-ticket", KioskTicket);
