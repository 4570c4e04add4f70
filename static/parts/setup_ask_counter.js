// What can be said of one counter: kind, zone, lines, hours, when it is there, and its roles by the hour.

import { html, nothing } from "lit";
import { bandsText, put, remove, select, several, text, tick } from "./setup_fields.js";
import { names, t } from "./words.js";

const KINDS = ["综合受理", "审批", "出件", "帮办", "无障碍", "便民", "投诉"];

export const lineOf = (pull) => pull.line ?? pull;

export function counterFields(row, rows, does) {
  const lines = rows.lines.map((line) => ({ id: line.id, said: `${line.prefix ?? ""} ${names(line.names)}` }));
  const timetables = [["", t("setup.hours.hall")], ...Object.keys(rows.hours?.named ?? {}).map((name) => [name, name])];
  return html`<div class="fields">
      ${select(t("plan.key.kind"), row.kind ?? KINDS[0], KINDS.map((kind) => [kind, kind]), (value) => does(() => (row.kind = value)))}
      ${select(t("plan.key.zone"), row.zone, rows.zones.map((zone) => [zone.id, names(zone.names)]), (value) => does(() => (row.zone = value)))}
      ${rows.hours ? select(t("plan.key.hours"), row.hours ?? "", timetables, (value) => does(() => put(row, "hours", value))) : nothing}</div>
    ${tick(t("plan.key.queue"), row.queue ?? true, (on) => does(() => (put(row, "queue", on ? null : false), put(row, "lines", on ? [] : null))))}
    ${row.queue === false ? nothing : several(t("plan.key.lines"), (row.lines ?? []).map(lineOf), lines, (id) => does(() => (row.lines = turned(row.lines ?? [], id))))}
    ${row.lines?.length ? html`<div class="fields">${row.lines.map((pull, place) => threshold(pull, place, row, rows, does))}</div>` : nothing}
    ${rows.hours ? select(t("plan.key.extended"), String(row.extended ?? true), ["true", "false", "only"].map((each) => [each, t(`setup.extended.${each}`)]),
      (value) => does(() => put(row, "extended", { false: false, only: "only" }[value]))) : nothing}
    <div class="fields">
      ${text(t("setup.valid_first"), row.valid?.first, (value) => does(() => valid(row, "first", value)), { placeholder: "06-01", width: "short" })}
      ${text(t("setup.valid_last"), row.valid?.last, (value) => does(() => valid(row, "last", value)), { placeholder: "09-30", width: "short" })}</div>
    ${rows.hours ? roles(row, lines, does) : nothing}`;
}

const turned = (pulls, id) => (pulls.some((pull) => lineOf(pull) === id) ? pulls.filter((pull) => lineOf(pull) !== id) : [...pulls, id]);

/** From which share of its promise on the counter helps a line; empty: always. */
function threshold(pull, place, row, rows, does) {
  const line = rows.lines.find((each) => each.id === lineOf(pull));
  const percent = pull.threshold === undefined ? "" : String(Math.round(pull.threshold * 100));
  return text(t("setup.threshold", { line: names(line?.names ?? lineOf(pull)) }), percent, (value) => does(() => {
    row.lines[place] = value ? { line: lineOf(pull), threshold: Number(value) / 100 } : lineOf(pull);
  }), { placeholder: t("setup.always"), width: "short" });
}

function valid(row, key, value) {
  row.valid = { ...row.valid };
  put(row.valid, key, value);
  if (!Object.keys(row.valid).length) delete row.valid;
}

function roles(row, lines, does) {
  const given = row.roles ?? [];
  return html`<fieldset class="several"><legend>${t("setup.roles")}</legend>
    ${given.map((role, place) => html`<div class="role fields">
      ${text(t("plan.key.at"), bandsText(role.at), (value) => does(() => (role.at = value)), { width: "short", placeholder: "12:00-14:00" })}
      ${text(t("setup.days"), role.days, (value) => does(() => put(role, "days", value)), { width: "short", placeholder: "mon-sun" })}
      ${several(t("plan.key.lines"), role.lines.map(lineOf), lines, (id) => does(() => (role.lines = turned(role.lines, id))))}
      ${remove(t("setup.roles"), () => does(() => {
        given.splice(place, 1);
        if (!given.length) delete row.roles;
      }))}</div>`)}
    <button type="button" class="button" @click=${() => does(() => (row.roles = [...given, { at: "12:00-14:00", lines: [] }]))}>${t("setup.add_role")}</button></fieldset>`;
}
