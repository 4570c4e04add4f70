// The hall clock as people see it: hall time in the hall's zone, with a word where it is not the real one.

import { html, nothing } from "lit";
import { HallElement } from "./element.js";
import { also, t } from "./words.js";

export { HallTime } from "./hall_time.js";

const LOOK_EVERY = 1000; // milliseconds between looks at the clock

/** `<hall-clock .time=${aHallTime}>`: the time, and a discreet note when it is a demo clock. */
export class HallClock extends HallElement {
  static properties = { time: { attribute: false } };

  connectedCallback() {
    super.connectedCallback();
    this.every(LOOK_EVERY, () => this.requestUpdate());
  }

  render() {
    if (!this.time) return nothing;
    return html`<time class="number">${this.time.text()}</time>${this.time.real
      ? nothing
      : html`<span class="demo-clock">${t("common.demo_clock")} <span lang="en">${also("common.demo_clock")}</span></span>`}`;
  }
}

customElements.define("hall-clock", HallClock);
