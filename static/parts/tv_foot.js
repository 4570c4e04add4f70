// The TV's foot: who waits in which line, how long for whoever comes now, how yesterday's promises were kept.

import { html, nothing } from "lit";
import { both, bothNames, HallElement } from "./element.js";
import { tighten } from "./tighten.js";
import { waitSaid } from "./wait_said.js";
import { also, alsoNames, names, t, words } from "./words.js";

const AT_ONCE = 8; // lines; more take turns,
const A_TURN = 6; // so many each, with room for their names
const TURN_EVERY = 10_000; // milliseconds of hall time, so that screens side by side turn together
const ASK_EVERY = 5000; // milliseconds
const SCORE_EVERY = 300_000; // milliseconds
const GOOD_FOR = 15_000; // milliseconds; an older answer says nothing any more
const CALM = 30_000; // milliseconds a range stays as it is, so that it doesn't flicker between two fives

/** lines: of a board; api; time: the hall's; quiet: true where the one line of text is needed for something else. */
export class TvFoot extends HallElement {
  static properties = {
    lines: { attribute: false }, api: { attribute: false }, time: { attribute: false }, quiet: {}, words: {},
    waits: { state: true }, score: { state: true },
  };

  #told = new Map(); // line -> {wait, since}
  #heard = -Infinity; // performance.now() of the last answer

  connectedCallback() {
    super.connectedCallback();
    this.waits = {};
    this.#ask();
    this.#askScore();
    this.every(ASK_EVERY, () => this.#ask());
    this.every(SCORE_EVERY, () => this.#askScore());
    this.every(1000, () => this.requestUpdate());
  }

  async #ask() {
    try {
      this.#take((await this.api.get("waits")).lines);
      this.#heard = performance.now();
    } catch {
      // The old answer grows too old to be shown.
    }
  }

  async #askScore() {
    try {
      this.score = await this.api.get("score");
    } catch {
      // A figure of yesterday can wait.
    }
  }

  /** What nobody can say any more goes at once; what changes, changes seldom. */
  #take(lines) {
    const now = performance.now();
    for (const line of this.#told.keys()) if (!(line in lines)) this.#told.delete(line);
    for (const [line, wait] of Object.entries(lines)) {
      const kept = this.#told.get(line);
      if (!kept || now - kept.since >= CALM) this.#told.set(line, { wait, since: now });
    }
  }

  render() {
    const lines = this.lines ?? [];
    const pages = lines.length > AT_ONCE ? Math.ceil(lines.length / A_TURN) : 1;
    const turn = Math.floor(this.time.now() / TURN_EVERY);
    const page = turn % pages;
    const per = Math.ceil(lines.length / pages);
    const shown = lines.slice(page * per, (page + 1) * per);
    const fresh = performance.now() - this.#heard < GOOD_FOR;
    // Small words take turns, each language large enough to be read from the room.
    const [say, name, lang] = turn % 2 ? [also, alsoNames, words.other] : [t, names, words.language];
    return html`
      <ul class="lines" aria-label=${t("tv.waiting")}>${shown.map((line) => html`<li data-line=${line.id}><span>${bothNames(line.names)}</span>
        <b class="number">${line.waiting}</b><i class="number">${fresh ? this.#range(line.id) : nothing}</i></li>`)}</ul>
      <p class="small" lang=${lang}><span>${say(fresh && this.#told.size ? "tv.now" : "tv.waiting")}${pages > 1 ? html`
        <span class="page number">${page + 1}/${pages}</span>` : nothing}</span>
        <span class="score">${!this.quiet && this.score?.day ? name(this.score.short) : nothing}</span></p>`;
  }

  #range(line) {
    const [said, minutes] = waitSaid(this.#told.get(line)?.wait) ?? [];
    return said === undefined ? nothing : said === "soon" ? both("tv.wait_soon") : t(`tv.wait_${said}`, minutes);
  }

  updated() {
    const lines = this.querySelector(".lines");
    const count = lines.children.length;
    // Five and more stand in two even rows.
    lines.style.setProperty("--columns", String(count > 4 ? Math.ceil(count / 2) : count || 1));
    tighten(lines, [lines, ...lines.querySelectorAll("li > span > *")]);
    const small = this.querySelector(".small");
    tighten(small, [small]);
  }
}

customElements.define("tv-foot", TvFoot);
