// The hall's own time, told by the hall and run on from there.

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

  /** "2026-03-02": the day of an instant by the hall's clock. */
  iso(instant = this.now()) {
    return new Intl.DateTimeFormat("sv-SE", { timeZone: this.timezone }).format(new Date(instant));
  }

  /** "3月2日 星期一" in that language. */
  date(language, instant = this.now()) {
    const parts = { month: "long", day: "numeric", weekday: "long", timeZone: this.timezone };
    return new Intl.DateTimeFormat(language, parts).format(new Date(instant));
  }
}
