// What pages for people who sign in share: who is here, the hall's clock, one sentence at a time, the bar on top.

import { html, nothing } from "lit";
import { Api, Refusal } from "./api.js";
import { HallTime } from "./clock.js";
import { both, HallElement } from "./element.js";
import { Live } from "./live.js";
import { t, words } from "./words.js";
import "./ask.js";
import "./own_password.js";
import { outdated, renew, renewWhen } from "./renewal.js";
import { signOut } from "./staff_bar.js";

const RETRY_EVERY = 3000; // milliseconds while the hall is away
const NOT_SOONER = 1000; // milliseconds between two readings that a hint asked for: many consoles hear each hint
const LOOK_EVERY = 1000; // milliseconds between looks whether the hall was upgraded
const STALE_AFTER = 5000; // milliseconds without an answer until the page says so

/** A child gives `roles` (who may read it), `titleKey`, `enter()` once it knows who is here, and `content()`. */
export class StaffPage extends HallElement {
  static properties = {
    me: { state: true },
    notice: { state: true }, // {kind: "note" | "done" | "fault", text} or null
    fresh: { state: true },
    away: { state: true },
    outdated: { state: true },
  };

  api = new Api();
  time = new HallTime();
  live = null;
  #fetching = false;
  #again = false;
  #since = null; // hall time of the last answer, while the page is stale

  constructor() {
    super();
    this.me = null;
    this.notice = null;
    this.fresh = true;
    this.away = null;
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.unattended) renewWhen(this, () => this.fresh);
    else this.every(LOOK_EVERY, () => (this.outdated = outdated()));
    this.#arrive();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.live?.stop();
  }

  updated() {
    document.title = `${t(this.titleKey)} · ${words.text(words.other, this.titleKey)}`;
  }

  get role() {
    return this.me?.principal?.role;
  }

  /** Whether nobody has hands on it, as on a wall. */
  get unattended() {
    return false;
  }

  get allowed() {
    return this.roles.includes(this.role);
  }

  async #arrive() {
    try {
      const me = await this.api.me();
      if (!me.principal) {
        this.#signIn();
        return;
      }
      this.time.set(me.hall);
      this.me = me;
      this.away = null;
    } catch (error) {
      this.away = error.sentence ?? String(error);
      this.after(RETRY_EVERY, () => this.#arrive());
      return;
    }
    await this.updateComplete;
    if (this.me.must_change_password && !(await this.part("own-password").ask({ api: this.api, first: true }))) {
      await signOut(this);
      return;
    }
    if (this.allowed) await this.enter();
  }

  #signIn() {
    location.replace(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  }

  /**
   * Follows the hall: `refresh` is called when something changed, one at a time, the last wish never lost.
   * concerns  whether a hint ({revision, counters}; null after a gap) is about this page
   * pause     milliseconds between two readings that a hint asked for
   */
  follow(refresh, { every, concerns = () => true, pause = NOT_SOONER }) {
    const again = async () => {
      if (this.#fetching) {
        this.#again = true;
        return;
      }
      this.#fetching = true;
      try {
        await refresh();
        this.live.confirm();
      } catch (error) {
        if (error instanceof Refusal) this.tell(error);
      }
      this.after(pause, () => {
        this.#fetching = false;
        const wanted = this.#again;
        this.#again = false;
        if (wanted) again();
      });
    };
    this.live = new Live({ desk: true, api: this.api });
    this.live.addEventListener("desk", ({ detail }) => concerns(detail) && again());
    this.live.addEventListener("fresh", ({ detail }) => {
      this.fresh = detail;
      this.#since = null;
    });
    this.live.start();
    this.every(every, again);
    return again();
  }

  say(key, params, kind = "done") {
    this.notice = { kind, text: t(key, params) };
  }

  tell(error) {
    if (!error.sentence) throw error;
    if (error.status === 401) this.#signIn(); // the session has ended
    this.notice = { kind: "fault", text: error.sentence };
  }

  /** Does an act; says `doneKey` when the hall agreed, else the hall's sentence. Answers what the hall gave. */
  async act(deed, doneKey, params) {
    try {
      const answer = await deed();
      if (doneKey) this.say(doneKey, params);
      return answer ?? true;
    } catch (error) {
      this.tell(error);
      return null;
    }
  }

  part(name) {
    return this.querySelector(name);
  }

  render() {
    return html`${this.bar()}${this.outdated ? this.#upgraded() : nothing}${this.#reading()}
      <ask-confirm></ask-confirm><ask-reason></ask-reason><ask-one></ask-one><own-password></own-password>${this.dialogs()}`;
  }

  #reading() {
    if (this.away) return html`<main class="alone"><p class="fault" role="alert">${this.away}</p></main>`;
    if (!this.me) return html`<main class="alone"><p class="past">${both("common.loading")}</p></main>`;
    if (!this.allowed) return html`<main class="alone"><p class="note">${both("staff.not_allowed")}</p></main>`;
    return this.content();
  }

  /** It hangs under the bar and moves nothing. */
  #upgraded() {
    return html`<p class="upgraded" role="status"><button class="button quiet" @click=${renew}>${both("staff.upgraded")}</button></p>`;
  }

  bar() {
    return this.me ? html`<staff-bar .page=${this} .time=${this.time} .words=${words.language}></staff-bar>` : nothing;
  }

  dialogs() {
    return nothing;
  }

  /** The line in which the page speaks; its place is always kept, so nothing moves. */
  line() {
    const said = this.fresh ? this.notice : this.stale();
    return html`<p class=${`says ${said?.kind ?? ""}`} role="status" aria-live="polite">${said?.text ?? nothing}</p>`;
  }

  /** Since when the page has heard nothing. */
  stale() {
    if (this.#since === null) this.#since = this.time.now() - STALE_AFTER;
    return { kind: "fault", text: t("common.stale", { time: this.time.text(this.#since, { seconds: true }) }) };
  }
}
