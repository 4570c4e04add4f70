// The hall clock as people see it: hall time in the hall's zone, with a word where it is not the real one.

import { html, nothing } from "lit";
import { HallElement } from "./element.js";
import { also, t } from "./words.js";

const LOOK_EVERY = 1000; // milliseconds between looks at the clock

/** Runs from what the hall said last, at its speed; the browser's own clock is not asked. */
export class HallTime {
  #now = Date.now(); // milliseconds since the epoch, hall time, when #heard
  #heard = performance.now();
  #speed = 1;
  real = true;
  timezone = "Asia/Shanghai";

  /** hall: the `hall` of GET me, with its clock and timezone. */
  set(hall) {
    this.#now = new Date(hall.clock.now).getTime();
    this.#heard = performance.now();
    this.#speed = hall.clock.speed || 1;
    this.real = hall.clock.real;
    this.timezone = hall.timezone || this.timezone;
  }

  now() {
    return this.#now + (performance.now() - this.#heard) * this.#speed;
  }

  /** "09:41", or "09:41:07" with seconds; of now, or of an instant (ms or RFC 3339). */
  text(instant = this.now(), { seconds = false } = {}) {
    const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.timezone };
    if (seconds) parts.second = "2-digit";
    return new Intl.DateTimeFormat("zh-CN", parts).format(new Date(instant));
  }

  /** "3月2日 星期一" in that language. */
  date(language, instant = this.now()) {
    const parts = { month: "long", day: "numeric", weekday: "long", timeZone: this.timezone };
    return new Intl.DateTimeFormat(language, parts).format(new Date(instant));
  }
}

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
