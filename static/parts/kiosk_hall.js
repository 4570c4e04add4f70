// What the hall says to a kiosk: what it offers and how many wait, asked for regularly and as soon as it changes.

import { Refusal } from "./api.js";
import { Beat } from "./beat.js";
import { HallTime } from "./clock.js";
import { Live } from "./live.js";

const REFRESH_EVERY = 10_000; // milliseconds; counts come sooner, by the socket
const RETRY_EVERY = 3000; // milliseconds while the hall is away

/**
 * state    "loading" | "unpaired" | "away" | "here"
 * offer    what GET kiosk said last; nothing until then
 * waiting  line -> people waiting, fresher than the offer
 */
export class KioskHall {
  state = "loading";
  offer = null;
  waiting = {};
  time = new HallTime();
  #api;
  #onChange;
  #beat;
  #live = null;
  #shut = ""; // what the last board said of a stopped hall and of closed counters
  #timers = [];

  /** onChange: called after each answer, and when fewer or more wait. */
  constructor(api, onChange) {
    this.#api = api;
    this.#beat = new Beat(api);
    this.#onChange = onChange;
  }

  start() {
    this.#timers.push(setInterval(() => this.state === "here" && this.refresh(), REFRESH_EVERY));
    this.#timers.push(setInterval(() => this.state !== "here" && this.refresh(), RETRY_EVERY));
    this.refresh();
  }

  stop() {
    this.#timers.splice(0).forEach(clearInterval);
    this.#beat.stop();
    this.#live?.stop();
    this.#live = null;
  }

  async refresh() {
    try {
      this.offer = await this.#api.get("kiosk");
      this.waiting = {};
      this.state = "here";
      this.#beat.start();
      this.#live ??= this.#follow();
    } catch (error) {
      this.state = error instanceof Refusal ? "unpaired" : "away";
    }
    this.#onChange();
    if (this.state === "here") await this.#setClock();
  }

  /** The clock runs on by itself where this fails. */
  async #setClock() {
    await this.#api.me().then(({ hall }) => this.time.set(hall)).catch(() => {});
  }

  #follow() {
    const live = new Live({ zones: [this.offer.kiosk?.zone].filter(Boolean), api: this.#api });
    live.addEventListener("board", ({ detail }) => {
      this.waiting = detail.waiting ?? {};
      const shut = JSON.stringify([detail.stopped, detail.closed, detail.no_numbers]);
      if (shut !== this.#shut) this.refresh();
      this.#shut = shut;
      this.#onChange();
    });
    live.addEventListener("fresh", () => this.refresh());
    live.start();
    return live;
  }
}
