// Advice with its number: what would help now, who is left at closing, one tap to do it, and what came of it.

import { html, nothing } from "lit";
import { about } from "./about.js";
import { both, HallElement } from "./element.js";
import { names, t, words } from "./words.js";

const whole = (minutes) => Math.round(minutes);
const LINES_NAMED = 2; // of more the number is told
const WALL_LINES = 2; // lines with somebody left at closing that a wall shows

/** The lines by name, the first two and how many more. */
function lineNames(lines, language) {
  const named = lines.slice(0, LINES_NAMED).map((texts) => texts[language === "zh-CN" ? "zh" : "en"] ?? names(texts));
  const text = named.join(language === "zh-CN" ? "、" : ", ");
  return lines.length > named.length ? words.text(language, "advice.and_more", { names: text, total: lines.length }) : text;
}

/**
 * told: GET advice; page: the staff page; may: whether it can be followed here (not on a wall).
 * Fires "done" when something was followed or taken back.
 */
export class HallAdvice extends HallElement {
  static properties = { told: { attribute: false }, page: { attribute: false }, may: { type: Boolean }, busy: { state: true }, words: {} };

  render() {
    const { offers, closing, followed, score, made_at: madeAt } = this.told;
    if (!this.may) return this.#brief(offers, closing.lines);
    return html`<section class="card advice"><header><h2>${both("advice.title")}</h2>
        ${score.checked ? html`<span class="past" data-score>${t("advice.score", score)}</span>` : nothing}
        ${about("advice", "advice.formula")}</header>
      <ul>${offers.map((offer) => this.#offer(offer))}
        ${offers.length ? nothing : html`<li class="past"><p>${both(madeAt ? "advice.none" : "advice.unknown")}</p></li>`}</ul>
      ${closing.lines.length ? html`<h3>${both("advice.closing")}</h3>
        <ul class="left">${closing.lines.slice(0, 4).map((line) => html`<li data-line=${line.line}>${t("advice.left_in", this.#left(line))}</li>`)}</ul>
        <ul>${closing.offers.map((offer) => this.#offer(offer))}</ul>` : nothing}
      ${followed.length ? html`<h3>${both("advice.followed")}</h3><ul class="followed">${followed.map((offer) => this.#followed(offer))}</ul>` : nothing}
    </section>`;
  }

  /** On a wall: the best advice and who is left at closing, in one row. */
  #brief(offers, lines) {
    if (!offers.length && !lines.length) return nothing;
    return html`<section class="card advice"><ul class="brief">${offers.slice(0, 1).map((offer) => this.#offer(offer))}
      ${lines.slice(0, WALL_LINES).map((line) => html`<li data-line=${line.line}>${t("advice.left_in", this.#left(line))}</li>`)}</ul></section>`;
  }

  #left({ names: line, closes, expected, p90 }) {
    return { line: names(line), time: this.page.time.text(closes), n: whole(expected), most: whole(p90) };
  }

  #offer(offer) {
    return html`<li data-advice=${offer.id} data-kind=${offer.kind}><div><p class="what">${this.#what(offer)}</p>${this.#figures(offer)}</div>
      ${this.may ? html`<button class="button primary" ?disabled=${this.busy} @click=${() => this.#act(offer, "follow")}>${both("advice.follow")}</button>` : nothing}</li>`;
  }

  #what({ kind, counters, lines, service }) {
    const said = (language) => words.text(language, service ? "advice.stop_service" : `advice.${kind}`, {
      service: service && (service[language === "zh-CN" ? "zh" : "en"] ?? service.zh), counter: counters.join(language === "zh-CN" ? "、" : " and "), lines: lineNames(lines, language) });
    return html`<b class="first">${said(words.language)}</b> <span class="also" lang=${words.other}>${said(words.other)}</span>`;
  }

  #figures({ without, with: after, saved, people, loss, nobody, left, left_with: leftWith, turned_away: away, kind }) {
    if (left) {
      return html`<p class="figure">${t("advice.left", { before: whole(left.p50), after: whole(leftWith.p50), most: whole(leftWith.p90) })}
        ${away ? html`<span class="past">${t("advice.turned_away", { n: whole(away) })}</span>` : nothing}</p>`;
    }
    const figures = { before: whole(without.p50), after: whole(after.p50), n: people };
    return html`<p class="figure">${t(nobody ? "advice.nobody" : "advice.waits", figures)}
      ${nobody || kind === "close" ? nothing : html`<span class="past">${t("advice.saves", { low: whole(saved.p10), high: whole(saved.p90) })}</span>`}
      ${loss ? html`<span class="past">${t("advice.loss", { before: whole(loss.without.p50), after: whole(loss.with.p50) })}</span>` : nothing}</p>`;
  }

  #followed(offer) {
    const { undone, checked, at, left_with: left } = offer;
    const said = left ?? offer.with;
    const came = checked && `${t(checked.true ? "advice.came_true" : "advice.came_otherwise")}${t(left ? "advice.came_people" : "advice.came_minutes",
      { n: whole(checked.happened), said: whole(said.p50) })}`;
    return html`<li data-followed=${offer.id}><div><p class="what">${this.#what(offer)}</p>
      <p class="past"><time>${this.page.time.text(at)}</time> ${undone ? t("advice.undone") : came ?? nothing}</p></div>
      ${undone || checked ? nothing : html`<button class="button quiet" ?disabled=${this.busy} @click=${() => this.#act(offer, "undo")}>${both("advice.undo")}</button>`}</li>`;
  }

  async #act({ id }, deed) {
    this.busy = true;
    const done = await this.page.act(() => this.page.api.post(`advice/${encodeURIComponent(id)}/${deed}`, {}), `advice.${deed}_done`);
    this.busy = false;
    if (done) this.dispatchEvent(new CustomEvent("done"));
  }
}

customElements.define("hall-advice", HallAdvice);
