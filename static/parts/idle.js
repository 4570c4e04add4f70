// Notices that a visitor has walked away: first a warning with the seconds left, then the end.

const LOOK_EVERY = 250; // milliseconds

/**
 * onLeft   called with the whole seconds left once the warning began, null when it is over
 * onEnd    called once when the time has run out
 */
export class Idle {
  #timer = null;
  #until = 0; // performance.now() at which it ends
  #warnFor = 0; // milliseconds before the end at which the warning begins
  #lasts = 0;
  #shown = null;
  #onLeft;
  #onEnd;

  constructor({ onLeft, onEnd }) {
    this.#onLeft = onLeft;
    this.#onEnd = onEnd;
  }

  /** Starts afresh: ends after `lasts` ms, warns during the last `warnFor` ms. */
  start(lasts, warnFor) {
    this.stop();
    this.#lasts = lasts;
    this.#warnFor = warnFor;
    this.extend();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY);
  }

  get running() {
    return this.#timer !== null;
  }

  /** A touch, or the button that asks for more time. */
  extend() {
    this.#until = performance.now() + this.#lasts;
    this.#show(null);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#show(null);
  }

  #look() {
    const left = this.#until - performance.now();
    if (left <= 0) {
      this.stop();
      this.#onEnd();
    } else {
      this.#show(left <= this.#warnFor ? Math.ceil(left / 1000) : null);
    }
  }

  #show(seconds) {
    if (seconds === this.#shown) return;
    this.#shown = seconds;
    this.#onLeft(seconds);
  }
}
