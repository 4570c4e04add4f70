// The phone page of one ticket: asks the hall every few seconds, works without sockets, rings when it is called.

import { Api, Refusal } from "./parts/api.js";
import { Bell } from "./parts/bell.js";
import "./parts/fit_text.js";
import { HallTime } from "./parts/hall_time.js";
import { lookOf } from "./parts/phone_look.js";
import { drawsChinese } from "./parts/draws_chinese.js";
import { names, t, words } from "./parts/words.js";

const ASK_EVERY = 5000; // milliseconds when the call is near
const ASK_FAR = 10_000; // milliseconds when more than FAR wait before
const ASK_ENDED = 60_000; // milliseconds once little can happen
const FAR = 10; // people
const JITTER = 0.2; // share of the pause, either way, so that a full hall doesn't ask in one breath
const STALE_AFTER = 15_000; // milliseconds without an answer until the page says so

// Buttons that ask first -> the act behind each, by which its words go too.
const ASKED = Object.entries({ leave: "leave", letPass: "let-pass", late: "late" });
const ENDED = new Set(["finished", "void", "cancelled", "expired", "carried"]);

class PhonePage {
  #api = new Api();
  #time = new HallTime();
  #clocked = false;
  #bell = new Bell();
  #token = location.pathname.split("/").at(-1);
  #at = {}; // data-name -> element
  #etag = null;
  #ticket = null;
  #unknown = false;
  #score = null;
  #heard = null; // performance.now() of the last answer
  #told = null; // hall time of it
  #timer = null;
  #asking = false;
  #refusal = ""; // the hall's no to the visitor's last wish

  start() {
    for (const element of document.querySelectorAll("main *")) {
      for (const name of Object.keys(element.dataset)) this.#at[name] = element;
    }
    this.#at.language.addEventListener("click", () => words.use(words.other, { keep: true }));
    this.#at.ring.addEventListener("click", () => this.#bell.allow().then(() => this.#show()));
    this.#at.comeBack.addEventListener("click", () => this.#wish("come-back"));
    this.#at.takeBack.addEventListener("click", () => this.#wish("take-back"));
    for (const [name, deed] of ASKED) this.#at[name].addEventListener("click", () => this.#askWhether(name, deed));
    words.addEventListener("change", () => this.#reworded());
    document.addEventListener("visibilitychange", () => !document.hidden && this.#ask());
    setInterval(() => this.#showFreshness(), 1000);
    this.#show();
    this.#setClock();
    this.#ask();
    this.#api.get("score").then((score) => (this.#score = score)).then(() => this.#showScore(), () => {});
  }

  /** How promises were kept yesterday; nothing where there is no figure. */
  #showScore() {
    if (!this.#score?.day) return;
    this.#at.score.hidden = false;
    this.#at.kept.textContent = names(this.#score.text);
    this.#at.counted.textContent = names(this.#score.counted);
  }

  /** Once: the clock then runs on by itself; without it the page only can't say when it was told. */
  async #setClock() {
    try {
      this.#time.set((await this.#api.me()).hall);
      this.#clocked = true;
      if (this.#heard !== null) this.#told = this.#time.now() - (performance.now() - this.#heard);
    } catch {
      setTimeout(() => this.#setClock(), ASK_EVERY);
    }
  }

  /** The hall's own sentences come in the page's language: the old answer no longer serves. */
  #reworded() {
    this.#etag = null;
    this.#show();
    this.#showScore();
    this.#ask();
  }

  async #ask() {
    if (this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    try {
      const { changed, body, etag } = await this.#api.read(`tickets/${this.#token}`, this.#etag);
      this.#hear();
      if (changed) {
        this.#etag = etag;
        this.#take(body);
      }
    } catch (error) {
      // No answer: the old one stays, and the foot of the page says how old it is.
      if (error instanceof Refusal && error.status === 404) this.#unknown = true;
    }
    this.#asking = false;
    this.#show();
    this.#timer = setTimeout(() => this.#ask(), this.#pause());
  }

  #hear() {
    this.#heard = performance.now();
    this.#told = this.#clocked ? this.#time.now() : null;
  }

  #take(ticket) {
    const called = ticket.state === "called" && ticket.called_at !== this.#ticket?.called_at;
    this.#ticket = ticket;
    if (called) this.#bell.ring();
    if (ticket.state !== "called") this.#bell.silence();
  }

  #pause() {
    const { state, ahead } = this.#ticket ?? {};
    const pause = this.#unknown || ENDED.has(state) ? ASK_ENDED : ahead > FAR ? ASK_FAR : ASK_EVERY;
    return pause * (1 + JITTER * (2 * Math.random() - 1));
  }

  /** Leaving, letting pass and coming back are the visitor's own acts; a repeat acts once. */
  async #wish(deed) {
    this.#busy(true);
    this.#refusal = "";
    try {
      await this.#api.post(`tickets/${this.#token}/${deed}`, {}, { keepTrying: 20_000 });
    } catch (error) {
      this.#refusal = error.sentence ?? t("error.unknown");
    }
    this.#busy(false);
    this.#asking = false;
    this.#ask();
  }

  /** What asks comes with the first wish only: the page itself stays small. */
  async #askWhether(name, deed) {
    const { sure } = await import("./parts/phone_ask.js");
    if (await sure(deed, this.#ticket, this.#at[name].textContent)) this.#wish(deed);
  }

  #busy(busy) {
    for (const button of document.querySelectorAll(".actions button")) button.disabled = busy;
  }

  // --- what is shown

  #show() {
    const at = this.#at;
    const look = lookOf(this.#ticket, { unknown: this.#unknown, first: this.#firstAhead() });
    const main = document.querySelector("main");
    main.dataset.look = look.name;
    main.classList.toggle("night-ink", look.name === "called");
    document.body.dataset.look = look.name;
    at.hall.textContent = this.#ticket ? names(this.#ticket.hall) : "";
    at.language.textContent = words.language === "en" ? "中文" : "English";
    at.language.lang = words.other;
    at.label.textContent = this.#ticket ? t("phone.your_number") : "";
    at.number.textContent = this.#ticket?.number ?? "";
    at.service.textContent = this.#service();
    at.sentence.textContent = look.sentence;
    at.more.textContent = this.#refusal || look.more;
    at.why.textContent = look.why;
    at.progress.hidden = look.progress === null;
    at.progress.value = look.progress ?? 0;
    at.progress.ariaLabel = look.sentence;
    this.#showStops();
    this.#showActions(look);
    this.#showFreshness();
    document.title = this.#ticket ? `${this.#ticket.number} · ${look.sentence}` : t("phone.title");
  }

  /** The stops of a visit with several, each with its state as a word. */
  #showStops() {
    const stops = (this.#ticket?.stops ?? []).filter((stop) => stop.state !== "left_out");
    this.#at.stops.hidden = stops.length === 0;
    this.#at.stops.ariaLabel = t("phone.stops");
    this.#at.stops.replaceChildren(...stops.map((stop) => {
      const row = document.createElement("li");
      row.dataset.state = stop.state;
      row.textContent = `${names(stop.names)} · ${t(`phone.stop.${stop.state}`)}`;
      return row;
    }));
  }

  #service() {
    if (!this.#ticket) return "";
    const { service, lane, band } = this.#ticket;
    const special = lane && lane !== "ordinary" ? ` · ${t(`phone.lane.${lane}`)}${band ? ` ☾ ${t("phone.extended")}` : ""}` : "";
    return names(service?.names) + special;
  }

  #showActions({ mayLeave, mayComeBack, mayRing }) {
    const at = this.#at;
    const { may_let_pass: n, may_take_back: mayTakeBack, may_be_late: mayBeLate, late } = this.#ticket ?? {};
    at.comeBack.hidden = !mayComeBack;
    at.comeBack.textContent = t(late ? "phone.here" : "phone.come_back");
    at.takeBack.hidden = !(mayLeave && mayTakeBack);
    at.takeBack.textContent = t("phone.take_back");
    at.letPass.hidden = !(mayLeave && n) || mayTakeBack;
    at.letPass.textContent = t("phone.let_pass", { n });
    at.late.hidden = !(mayLeave && mayBeLate);
    at.late.textContent = t("phone.late");
    at.leave.hidden = !mayLeave;
    at.leave.textContent = t("phone.leave");
    at.ring.hidden = !mayRing;
    at.ring.textContent = t(this.#bell.allowed ? "phone.ring_on" : "phone.ring");
    at.ring.ariaPressed = String(this.#bell.allowed);
  }

  #showFreshness() {
    const { fresh, demo } = this.#at;
    const stale = this.#heard !== null && performance.now() - this.#heard > STALE_AFTER;
    const waiting = this.#heard === null && performance.now() > STALE_AFTER;
    document.querySelector("main").classList.toggle("stale", stale || waiting);
    const time = this.#told === null ? "" : this.#time.text(this.#told, { seconds: true });
    if (this.#unknown) fresh.textContent = "";
    else if (waiting) fresh.textContent = t("error.unreachable");
    else fresh.textContent = time && t(stale ? "phone.stale" : "phone.fresh", { time });
    demo.hidden = this.#time.real;
    demo.textContent = t("phone.demo_clock");
  }

  /** How many were ahead when this phone first looked: the far end of the thin line. */
  #firstAhead() {
    const { number, ahead, state } = this.#ticket ?? {};
    if (state !== "waiting") return null;
    const key = `ahead-${number}-${this.#token.slice(-6)}`;
    const first = Math.max(Number(sessionStorage.getItem(key)) || 0, ahead);
    sessionStorage.setItem(key, first);
    return first;
  }
}

if (!drawsChinese()) {
  const fonts = document.createElement("link");
  fonts.rel = "stylesheet";
  fonts.href = "/static/style/fonts.css";
  document.head.append(fonts);
}
await words.load({ language: words.wanted(), both: false, set: "phone." });
new PhonePage().start();
