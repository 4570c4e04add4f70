// Beside the clerk's work: who waits by line, the clerk's own day, the last five acts.

import { html, nothing } from "lit";
import { both, bothNames, HallElement } from "./element.js";
import { inMinutes, laneCounts, percent, promiseBar } from "./labels.js";
import { waitSaid } from "./wait_said.js";
import { names, t } from "./words.js";

/** One line: its letter, its name, how its promise stands, how many wait; where the page has that, how long it takes and why no numbers are given. Used by the manager and the guide too. */
export const lineRow = (line) => html`<li class="line" data-line=${line.id} data-empty=${line.waiting === 0}>
  <span class="badge">${line.prefix || "→"}</span>
  <span class="name" title=${names(line.names)}>${line.id.startsWith("@") ? t("clerk.own_line", { counter: line.id.slice(1) }) : bothNames(line.names)}</span>
  <span class="number">${line.waiting}</span>
  ${promiseBar(line.waiting ? line.share : 0)}
  <span class="lanes past">${laneCounts(line.by_lane)}</span>
  <span class="longest past">${line.waiting ? html`${t("clerk.longest", { wait: inMinutes(line.longest_ms) })}
    <b data-broken=${line.share > 1}>${percent(line.share)}</b>` : t("clerk.nobody")}</span>
  ${line.unpulled ? html`<span class="fault unpulled" role="alert">${both("manager.unpulled")}</span>` : nothing}
  ${line.wait ? html`<span class="minutes past">${howLong(line.wait)}</span>` : nothing}
  ${line.closed ? html`<small class="shut past">${names(line.closed)}</small>` : nothing}
</li>`;

function howLong(wait) {
  const [said, minutes] = waitSaid(wait) ?? [];
  return said ? t(`common.wait_${said}`, minutes) : "";
}

export class ClerkWaiting extends HallElement {
  static properties = { state: { attribute: false } };

  render() {
    return html`<section class="card" aria-label=${t("clerk.waiting")}><h2>${both("clerk.waiting")}</h2>
      <ul class="lines">${this.state.lines.map(lineRow)}</ul></section>`;
  }
}

customElements.define("clerk-waiting", ClerkWaiting);

export class ClerkDay extends HallElement {
  static properties = { state: { attribute: false }, time: { attribute: false } };

  render() {
    const { day, last = [] } = this.state;
    const figures = [
      ["clerk.day.finished", day?.finished ?? 0],
      ["clerk.day.missed", day?.missed ?? 0],
      ["clerk.day.service", inMinutes(day?.mean_service_s && day.mean_service_s * 1000)],
      ["clerk.day.wait", inMinutes(day?.mean_wait_s && day.mean_wait_s * 1000)],
    ];
    return html`<section class="card"><h2>${both("clerk.day")}</h2>
      <dl class="day">${figures.map(([key, value]) => html`<div><dd class="number">${value}</dd><dt>${both(key)}</dt></div>`)}</dl></section>
      <section class="card"><h2>${both("clerk.last")}</h2>
      <ol class="last">${last.slice(0, 5).map((act) => html`<li><time class="past">${this.time.text(act.at)}</time>
        <span class="number">${act.number || "–"}</span><span>${both(`log.kind.${act.kind}`)}</span></li>`)}
        ${last.length ? nothing : html`<li class="past">${t("clerk.nothing_yet")}</li>`}</ol></section>`;
  }
}

customElements.define("clerk-day", ClerkDay);
