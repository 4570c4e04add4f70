// How good told waits were, as a table: all together, by lane and by how long was promised.

import { html, nothing } from "lit";
import { both } from "./element.js";
import { t } from "./words.js";

const ENOUGH = 200; // fewer tickets prove nothing
/** Figure -> how it reads: minutes, or a share of 1 as percent. */
export const FIGURES = { mae: "minutes", rmse: "minutes", naive_mae: "minutes", ratio: "ratio", les_mae: "minutes", gbm_mae: "minutes", posted_mae: "minutes",
  cover80: "share", below_p90: "share", interval_score: "minutes", gbm_interval_score: "minutes" };

/** What the error is beside that of the formula; null where there is none. */
export const ratio = ({ mae, naive_mae: naive }) => (naive ? mae / naive : null);

export function figure(name, of) {
  const value = name === "ratio" ? ratio(of) : of[name];
  if (value === null || value === undefined) return "–";
  return FIGURES[name] === "share" ? `${(100 * value).toFixed(1)} %` : value.toFixed(2);
}

/** whole: figures of all; groups: [[caption key, {name: figures}, name -> text]] */
export function toldTable(whole, groups, columns) {
  const few = ({ tickets }) => (tickets && tickets < ENOUGH ? html` <small class="past">${t("estimates.few")}</small>` : nothing);
  const cells = (of) => html`<td class="figure">${of.tickets}${few(of)}</td>${columns.map((name) => html`<td class="figure">${figure(name, of)}</td>`)}`;
  return html`<table>
    <thead><tr><th></th><th class="figure">${t("estimates.tickets")}</th>${columns.map((name) => html`
      <th class="figure" title=${t(`estimates.formula.${name}`)}>${t(`estimates.${name}`)}</th>`)}</tr></thead>
    <tbody><tr><th scope="row">${both("estimates.all")}</th>${cells(whole)}</tr></tbody>
    ${groups.map(([key, of, text]) => html`<tbody><tr class="group"><th colspan=${columns.length + 2}>${both(key)}</th></tr>
      ${Object.entries(of).map(([name, figures]) => html`<tr><th scope="row">${text(name)}</th>${cells(figures)}</tr>`)}</tbody>`)}</table>`;
}
