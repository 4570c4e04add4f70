// Takes a number at the kiosk and has papers printed: one act in flight, each step shown on the page.

import { newRequest, Refusal } from "./api.js";
import { follow, print } from "./printing.js";

export class Taking {
  #api;
  #page;
  #leaving = new AbortController(); // ends the print watch when the page goes on

  /**
   * page  show(view): another page; change(more): of the same page; refuse(error, again, path): a no;
   *       prints(): whether there is a printer here
   */
  constructor(api, page) {
    this.#api = api;
    this.#page = page;
  }

  /** What prints goes on, but is not watched any more. */
  leave() {
    this.#leaving.abort();
  }

  /**
   * wish  what POST tickets takes; path: the cards that led to the service
   * request names this wish for one number: every repeat of it, also by the button, gets the same one.
   */
  async take(service, wish, path, request = newRequest()) {
    this.leave();
    this.#page.show({ name: "taking", service, path, tries: 0 });
    try {
      const onTrying = (tries) => this.#page.change({ tries });
      const ticket = await this.#api.post("tickets", { service: service.id, ...wish }, { request, onTrying });
      await this.taken(service, { ...ticket, need: wish.need });
    } catch (error) {
      if (error.code === "already-has-number") {
        const { ticket, reading } = error.problem;
        this.#page.show({ name: "found", held: true, reading: { id: reading }, ticket });
        return;
      }
      const again = error instanceof Refusal ? null : () => this.take(service, wish, path, request);
      this.#page.refuse(error, again, path);
    }
  }

  /** A number that was given is shown, and printed where there is a printer; how: as parts/printing.js takes it. */
  async taken(service, ticket, how) {
    const prints = this.#page.prints();
    this.#page.show({ name: "taken", service, ticket, printing: prints ? "printing" : "none" });
    if (prints) await this.print(ticket.id, how);
  }

  print(ticket, how) {
    return this.#watched((signal) => print(this.#api, ticket, newRequest(), signal, how));
  }

  /** The list of papers of a service. */
  printList(service) {
    return this.#watched((signal) => follow(this.#api, `services/${service}/list`, newRequest(), signal));
  }

  async #watched(printing) {
    const { signal } = (this.#leaving = new AbortController());
    this.#page.change({ printing: "printing" });
    const { state, cause } = await printing(signal);
    if (!signal.aborted) this.#page.change({ printing: state, cause });
  }
}
