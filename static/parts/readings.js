// What readers read for this page: by its own keyboard-wedge scanner, and by the reader an agent works beside it.

import { Refusal } from "./api.js";

const WITHIN = 120; // milliseconds between two keys of a scanner, on a busy page too; nobody types a code that fast
const LEAST = 10; // signs of the shortest code, that of a list of papers
const ASK_EVERY = 1000; // milliseconds

/** A ticket's own page, as its QR code names it. */
export const isTicketCode = (text) => /^https?:\/\/[^\s/]+\/t\/[\w-]+\/?$/.test(text.trim());

/**
 * onReading(reading)   a card {id, mask, band, priority} or a ticket {id, ticket}: kind says which
 * onRefused(refusal)   what was scanned here is neither
 */
export class Readings {
  #api;
  #does;
  #typed = "";
  #last = 0;
  #timer = null;
  #place = null;
  #asking = false;
  #reading = false;

  constructor(api, does) {
    this.#api = api;
    this.#does = does;
  }

  /** Listens to a scanner on this machine. */
  listen() {
    document.addEventListener("keydown", this.#hear, { capture: true });
  }

  /** Takes what a reader reads; `place` is its kiosk as a query, "" for the page's own, null for none. */
  follow(place) {
    if (place === this.#place) return;
    this.#place = place;
    clearInterval(this.#timer);
    this.#timer = place === null ? null : setInterval(() => this.#ask(), ASK_EVERY);
  }

  stop() {
    document.removeEventListener("keydown", this.#hear, { capture: true });
    this.follow(null);
  }

  /** Whether something is being read, or may be in the midst of it. */
  get busy() {
    return this.#asking || this.#reading || performance.now() - this.#last < WITHIN;
  }

  /** Has the hall read what was scanned or typed here. */
  async read(text) {
    this.#reading = true;
    try {
      this.#does.onReading(await this.#api.post("readings", { text }, { keepTrying: 3000 }));
    } catch (error) {
      this.#does.onRefused(error);
    }
    this.#reading = false;
  }

  async #ask() {
    if (this.#asking) return; // a slow hall is asked once, or an answer would come while nobody waits for it
    this.#asking = true;
    try {
      const reading = await this.#api.get(`readings/next${this.#place}`);
      if (reading) this.#does.onReading(reading);
    } catch (error) {
      if (error instanceof Refusal) this.follow(null); // it is no reader's page any more; the next start asks again
    } finally {
      this.#asking = false;
    }
  }

  /** A burst of keys that ends in Enter is a scan, wherever the page is; a field keeps its own keys. */
  #hear = (event) => {
    if (event.target.matches?.("input, textarea, select")) return;
    const late = event.timeStamp - this.#last > WITHIN;
    this.#last = event.timeStamp;
    if (late) this.#typed = "";
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) this.#typed += event.key;
    if (event.key !== "Enter" || this.#typed.length < LEAST) return;
    event.preventDefault(); // the button with the focus is not meant
    event.stopPropagation();
    const text = this.#typed;
    this.#typed = "";
    this.read(text);
  };
}
