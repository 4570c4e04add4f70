// One counter as its clerk works it: what the hall says about it, the seat, and the acts, one in flight at a time.

import { Unreachable } from "./api.js";
import { t } from "./words.js";

const SETTLES = 800; // milliseconds after a call in which another Next is the same wish, pressed twice
const SEEN_EVERY = 20_000; // milliseconds between signs of life
const RECORDED_AFTER = 3500; // milliseconds until own day and last acts, which come from the archive, know of an act
const LOST = new Set(["seat-lost", "not-seated"]);

/**
 * Fires "change" after anything changed, and "arrived" (detail: the lines) when a line goes from empty to waiting.
 * state     what GET counters/{id}/desk said last, or null
 * acting    the name of the act in flight, or null
 * notice    {kind: "note" | "done" | "fault", text} about the last act, or null
 * heldBack  how many wait below this counter's threshold, after a Next that found only those
 * lost      {text, holder} when the seat is gone
 */
export class Desk extends EventTarget {
  state = null;
  acting = null;
  notice = null;
  heldBack = 0;
  lost = null;
  undoUntil = 0; // on performance.now()'s scale
  fetchedAt = 0; // on performance.now()'s scale
  #api;
  #epoch = null;
  #settled = 0;
  #timer = null;
  #reading = null;
  #again = false;
  #before = false; // the number of a roll that was wished for was called today

  constructor(api, id) {
    super();
    this.#api = api;
    this.id = id;
  }

  /** Takes the seat; a Refusal "seated" says who sits, `takeover` takes it all the same. */
  async sit({ takeover = false } = {}) {
    const answer = await this.#api.post(`counters/${this.id}/sit`, takeover ? { takeover } : {});
    this.#sits(answer.epoch);
    await this.refresh();
  }

  /** The seat this clerk left by closing the page, if it is still theirs; answers whether. */
  async goOn() {
    const state = await this.#api.get(`counters/${this.id}/desk`);
    if (!state.counter.seat?.mine) return false;
    this.#sits(state.counter.seat.epoch);
    this.#take(state);
    return true;
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #sits(epoch) {
    this.#epoch = epoch;
    this.lost = null;
    this.notice = null;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#seen(), SEEN_EVERY);
  }

  get current() {
    return this.state?.current ?? null;
  }

  get waiting() {
    return (this.state?.lines ?? []).reduce((sum, line) => sum + line.waiting, 0);
  }

  get paused() {
    return this.state?.counter.paused ?? null;
  }

  /** Milliseconds in which the newest call can still be undone. */
  get undoLeft() {
    return Math.max(0, this.undoUntil - performance.now());
  }

  /** Reads the counter afresh; a wish that comes while one reads is answered by one more reading. */
  async refresh() {
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#read();
    try {
      await this.#reading;
    } finally {
      this.#reading = null;
    }
  }

  async #read() {
    do {
      this.#again = false;
      this.#take(await this.#api.get(`counters/${this.id}/desk`, { headers: this.#seat() }));
    } while (this.#again);
  }

  #take(state) {
    const before = this.state;
    this.state = state;
    this.fetchedAt = performance.now();
    this.#takeUndo(state);
    if (state.counter.seat && !state.counter.seat.mine) this.#lose({ holder: state.counter.seat.name });
    if (before) {
      const empty = new Set(before.lines.filter((line) => !line.waiting).map((line) => line.id));
      const had = new Set(before.lines.map((line) => line.id));
      const arrived = state.lines.filter((line) => line.waiting && (empty.has(line.id) || !had.has(line.id)));
      if (arrived.length) this.dispatchEvent(new CustomEvent("arrived", { detail: arrived }));
      if (this.waiting === 0) this.heldBack = 0;
    }
    this.#changed();
  }

  #takeUndo(state) {
    if (!state.undo) this.undoUntil = 0;
    else this.undoUntil = performance.now() + state.undo.left_ms;
  }

  // --- the acts

  /**
   * Calls the next ticket. It carries the ticket the screen shows, so that a Next pressed twice, or on two screens,
   * never skips a visitor. `below`: those under the threshold too; `ticket` and `reason`: a chosen one.
   * Answers "called", "empty", "refused" or "ignored".
   */
  async next({ below = false, ticket, reason } = {}) {
    if (this.acting || performance.now() < this.#settled) return "ignored";
    if (this.paused && !(await this.act("reopen"))) return "refused";
    const body = { current: this.current?.id ?? null };
    if (below) body.below_threshold = true;
    if (ticket) Object.assign(body, { ticket, reason });
    this.heldBack = 0;
    const answer = await this.#send("calls", body);
    if (!answer) return "refused";
    if (!answer.body) {
      this.#say("note", "clerk.nobody_waits");
      return "empty";
    }
    this.#settled = performance.now() + SETTLES;
    return "called";
  }

  /** Calls a number of a paper roll, the next or `number`; "before" when it was called today and not meant again. */
  async roll({ line, number, again = false } = {}) {
    if (this.acting || performance.now() < this.#settled) return "ignored";
    const body = { current: this.current?.id ?? null, line, number, again };
    const answer = await this.#send("roll", body);
    if (!answer) return this.#before ? "before" : "refused";
    this.#settled = performance.now() + SETTLES;
    return "called";
  }

  /** Any other act of this counter; answers whether the hall agreed. */
  async act(name, body = {}) {
    if (this.acting) return false;
    return Boolean(await this.#send(name, body));
  }

  /** A ticket that is only called has to be started before it can go elsewhere. */
  async transfer(where) {
    if (this.current?.state === "called" && !(await this.act("start"))) return false;
    return this.act("transfer", where);
  }

  async leave() {
    const left = await this.act("leave");
    if (left) this.stop();
    return left;
  }

  /** Answers {body} when the hall agreed, null when it refused; the reason is in `notice`, `heldBack` or `lost`. */
  async #send(name, body) {
    this.acting = name;
    this.notice = null;
    this.#before = false;
    this.#changed();
    try {
      const onTrying = (times) => this.#say("fault", "clerk.trying", { n: times });
      const answer = { body: await this.#api.post(`counters/${this.id}/${name}`, body, { headers: this.#seat(), onTrying }) };
      this.notice = null;
      return answer;
    } catch (error) {
      this.#refused(error);
      return null;
    } finally {
      this.acting = null;
      await this.refresh().catch(() => this.#changed());
      setTimeout(() => this.#timer && this.refresh().catch(() => {}), RECORDED_AFTER);
    }
  }

  #refused(error) {
    const { code } = error;
    if (LOST.has(code)) this.#lose(error.problem ?? {});
    else if (code === "stale") this.#say("note", "clerk.already_moved");
    else if (code === "roll-called-before") this.#before = true;
    else if (code === "below-threshold") this.heldBack = error.problem.held_back ?? 1;
    else if (error.sentence) this.notice = { kind: "fault", text: error.sentence };
    else throw error;
  }

  #lose({ holder }) {
    if (this.lost) return;
    this.lost = { holder, text: holder ? t("clerk.seat_taken", { who: holder }) : t("clerk.seat_gone") };
    this.stop();
  }

  async #seen() {
    try {
      await this.#api.post(`counters/${this.id}/seen`, {}, { headers: this.#seat(), keepTrying: 0 });
    } catch (error) {
      if (error instanceof Unreachable) return; // the page already says that the hall is away
      this.#refused(error);
    }
    this.refresh().catch(() => {});
  }

  #seat() {
    return this.#epoch === null ? {} : { "Seat-Epoch": String(this.#epoch) };
  }

  #say(kind, key, params) {
    this.notice = { kind, text: t(key, params) };
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
