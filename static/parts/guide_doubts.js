// Papers that may or may not have come out: somebody looks at the printer and says which.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import { names, t } from "./words.js";

/**
 * papers    [{job, kiosk, number, at}]: of unknown outcome, oldest first; nothing is shown where there are none
 * printers  [{kiosk, names}]; page: the guide's page
 * Fires "changed" after a decision.
 */
export class GuideDoubts extends HallElement {
  static properties = { papers: { attribute: false }, printers: { attribute: false }, page: { attribute: false }, words: {} };

  render() {
    if (!this.papers?.length) return nothing;
    return html`<section class="card doubts" role="alert"><h2>${both("guide.doubts")}</h2><p class="past">${both("guide.doubts_how")}</p>
      <ul>${this.papers.map((paper) => html`<li data-job=${paper.job}>
        <p><span class="number">${paper.number}</span> <span class="past">${this.#where(paper)} ${this.page.time.text(paper.at)}</span></p>
        <button class="button" name="again" @click=${() => this.#decide(paper, true)}>${both("guide.doubt_again")}</button>
        <button class="button" name="leave" @click=${() => this.#decide(paper, false)}>${both("guide.doubt_leave")}</button></li>`)}</ul></section>`;
  }

  #where({ kiosk }) {
    const found = this.printers.find((each) => each.kiosk === kiosk);
    return found ? names(found.names) : t("guide.printer");
  }

  async #decide({ job, number }, again) {
    const done = again ? "guide.doubt_printing" : "guide.doubt_left";
    await this.page.act(() => this.page.api.post(`prints/${job}/decide`, { again }), done, { number });
    this.dispatchEvent(new CustomEvent("changed"));
  }
}

customElements.define("guide-doubts", GuideDoubts);
