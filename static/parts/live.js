// Keeps a page up to date: the socket brings boards and hints, a gap or a silent socket makes it fetch for itself.

import { io } from "socket.io-client";

const FRESH_FOR = 5000; // milliseconds without a confirmed board until the page must say so
const LOOK_EVERY = 500; // milliseconds between looks at freshness
const FETCH_EVERY = 2000; // milliseconds between fetches while the socket is away

/**
 * zones   ids of the zones whose boards are wanted
 * desk    true for consoles that refetch when something changed
 * api     an Api; boards are fetched through it
 * Fires: "board" (detail: the whole board), "desk" (refetch now), "heartbeat" (detail),
 * "fresh" (detail: true or false, on each change).
 */
export class Live extends EventTarget {
  #api;
  #zones;
  #desk;
  #socket = null;
  #timers = [];
  #boards = new Map(); // zone -> its last board
  #confirmed = performance.now();
  #fetching = new Set();
  #fresh = true;

  constructor({ zones = [], desk = false, api }) {
    super();
    this.#zones = zones.map(String);
    this.#desk = desk;
    this.#api = api;
  }

  get fresh() {
    return this.#fresh;
  }

  start() {
    this.#socket = io({ transports: ["websocket"], reconnectionDelay: 300, reconnectionDelayMax: 2000, timeout: 4000 });
    this.#socket.on("connect", () => this.#watch());
    this.#socket.on("board", (board) => this.#push(board));
    this.#socket.on("heartbeat", (beat) => this.#beat(beat));
    this.#socket.on("desk", (hint) => this.#tell("desk", hint));
    this.#timers.push(setInterval(() => this.#look(), LOOK_EVERY));
    this.#timers.push(setInterval(() => this.#catchUp(), FETCH_EVERY));
    for (const zone of this.#zones) this.fetch(zone);
  }

  stop() {
    this.#socket?.disconnect();
    this.#socket = null;
    this.#timers.forEach(clearInterval);
    this.#timers = [];
  }

  /** Takes the whole board of a zone afresh; one fetch per zone at a time. */
  async fetch(zone) {
    if (this.#fetching.has(zone)) return;
    this.#fetching.add(zone);
    try {
      this.#take(zone, await this.#api.get(`board?zone=${encodeURIComponent(zone)}`));
    } catch {
      // Not reachable: freshness runs out and the page says so.
    } finally {
      this.#fetching.delete(zone);
    }
  }

  #watch() {
    this.#socket.emit("watch", { zones: this.#zones, desk: this.#desk });
    for (const zone of this.#zones) this.fetch(zone);
    if (this.#desk) this.#tell("desk", null);
  }

  #push(board) {
    const zone = String(board.zone?.id ?? board.zone ?? this.#zones[0]);
    const held = this.#boards.get(zone);
    // An older push that overtook a fetch is dropped; the heartbeat finds what is truly missing.
    if (held && board.revision < held.revision) return;
    this.#take(zone, board);
  }

  #take(zone, board) {
    this.#boards.set(zone, board);
    this.#confirm();
    this.#tell("board", board);
  }

  #beat(beat) {
    const behind = this.#zones.filter((zone) => {
      const held = this.#boards.get(zone)?.revision ?? -1;
      // A hall that says less than this page has seen was rebuilt: its board is the true one.
      return beat.zones?.[zone] > held || beat.revision < held;
    });
    if (behind.length) behind.forEach((zone) => this.fetch(zone));
    else this.#confirm();
    this.#tell("heartbeat", beat);
  }

  /** While the socket is away the page asks for itself, so a blocked websocket harms nobody. */
  #catchUp() {
    if (this.#socket?.connected) return;
    for (const zone of this.#zones) this.fetch(zone);
    if (this.#desk) this.#tell("desk", null);
  }

  /** For consoles: what was just fetched is the truth of this moment. */
  confirm() {
    this.#confirm();
  }

  #confirm() {
    this.#confirmed = performance.now();
    this.#look();
  }

  #look() {
    const fresh = performance.now() - this.#confirmed < FRESH_FOR;
    if (fresh === this.#fresh) return;
    this.#fresh = fresh;
    this.#tell("fresh", fresh);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
