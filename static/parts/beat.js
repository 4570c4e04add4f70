// A paired page tells the device desk that it is there, and which version of it is shown here.

const EVERY = 5000; // milliseconds; the hall calls a device lost after 15 s of silence

export class Beat {
  #api;
  #version; // of the page as it was loaded
  #timer = null;

  constructor(api) {
    this.#api = api;
  }

  start() {
    if (this.#timer !== null) return;
    this.#timer = setInterval(() => this.#beat(), EVERY);
    this.#beat();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }

  /** What gets lost is told with the next beat. */
  async #beat() {
    try {
      this.#version ??= (await this.#api.me()).hall.version;
      await this.#api.post("devices/beat", { version: this.#version }, { keepTrying: 0 });
    } catch {
      // the page itself says that the hall is away
    }
  }
}
