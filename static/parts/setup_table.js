// One field of a table-driven form: shown from its description, read from and written into a row by its path.

import { html, nothing } from "lit";
import { bandsIn, bandsText, bandsValue, number, select, several, text, tick } from "./setup_fields.js";
import { names, t, words } from "./words.js";

/** The value at a path; "notice" may be plain text, which is its Chinese. */
export function get(row, path) {
  return path.reduce((value, key) => (key === "zh" && typeof value === "string" ? value : value?.[key]), row);
}

/** Writes a value at a path; an empty one is taken away, with the tables that are empty then. */
export function set(row, path, value) {
  const [key, ...rest] = path;
  const empty = value === null || value === undefined || value === "";
  if (rest.length) {
    const inner = typeof row[key] === "string" ? { zh: row[key] } : (row[key] ?? {});
    set(inner, rest, value);
    if (!Array.isArray(inner) && !Object.keys(inner).length) delete row[key];
    else row[key] = inner;
  } else if (!empty) row[key] = value;
  else if (!Array.isArray(row)) delete row[key];
  else if (key === row.length - 1) row.pop();
  else row[key] = "";
}

/** "bookings.channels" as a word of the words file, or as it is. */
const word = (key, value) => (words.has(`setup.choice.${key}.${value}`) ? t(`setup.choice.${key}.${value}`) : value);

/**
 * spec   {at: path in the row, as?, label? or said?, key? of its choices, usual?: path, min?, max?, width?, placeholder?}
 * given  {rows, usual: of this table, choices, does: takes a deed and tells that the draft is changed}
 */
function field(spec, row, given) {
  const { at, as } = spec;
  const name = at.findLast((key) => typeof key === "string" && !["zh", "en", "yue"].includes(key)) ?? "";
  const label = spec.said ? names(spec.said) : t(spec.label ?? `plan.key.${name}`);
  const usual = (spec.usual && get(row, spec.usual)) ?? get(given.usual, spec.usual ?? at);
  const value = get(row, at);
  const change = (now) => given.does(() => set(row, at, now));
  const said = (each) => word(spec.key, each);
  const placeholder = usual === undefined || Array.isArray(usual) ? (spec.placeholder ?? "") : String(usual);
  switch (as) {
    case "number": return number(label, value, change, { min: spec.min, max: spec.max, placeholder });
    case "tick": return tick(label, value ?? usual, (on) => change(on === Boolean(usual) ? null : on));
    case "select": {
      const none = usual === undefined ? [["", "–"]] : [];
      return select(label, value ?? usual ?? "", [...none, ...given.choices[spec.key].map((each) => [each, said(each)])],
        (now) => change(now === usual ? null : now));
    }
    case "line": return select(label, value ?? "", [["", "–"], ...given.rows.lines.map((line) => [line.id, `${line.prefix ?? ""} ${names(line.names)}`])], change);
    case "zone": return select(label, value ?? "", given.rows.zones.map((zone) => [zone.id, names(zone.names)]), change);
    case "several": {
      const chosen = value ?? usual ?? [];
      const all = given.choices[spec.key];
      return several(label, chosen, all.map((id) => ({ id, said: said(id) })), (id) => {
        const now = all.filter((each) => chosen.includes(each) !== (each === id));
        change(JSON.stringify(now) === JSON.stringify(usual) ? null : now);
      });
    }
    case "band": return text(label, bandsText(value), (typed) => change(bandsValue(bandsIn(typed))), { width: "short", placeholder: spec.placeholder });
    case "list": return text(label, (value ?? []).map(names).join("，"), (typed) => change(listOf(typed, value ?? [])), { width: "wide" });
    case "service": return service(label, value, change, given);
    case "services": return chosenServices(label, value ?? [], change, given);
    default: return text(label, value, change, { placeholder, width: spec.width ?? "" });
  }
}

/** Fields in a row, then lists to choose from, then ticks. */
export function fields(specs, row, given) {
  const [ticks, lists] = [["tick"], ["several", "services"]].map((kinds) => specs.filter(({ as }) => kinds.includes(as)));
  const small = specs.filter((spec) => !ticks.includes(spec) && !lists.includes(spec));
  const block = (look, some) => (some.length ? html`<div class=${look}>${some.map((spec) => field(spec, row, given))}</div>` : nothing);
  return html`${block("fields", small)}${lists.map((spec) => field(spec, row, given))}${block("ticks", ticks)}`;
}

/** Words between commas; one that was there keeps its other language. */
function listOf(typed, former) {
  const words = typed.split(/[,，、;；]+/).map((each) => each.trim()).filter(Boolean);
  return words.length ? words.map((each) => former.find((old) => names(old) === each) ?? each) : null;
}

/** Every service of the draft, 大项 and 子项, as {id, said}. */
function allServices(rows) {
  return (rows.services ?? []).flatMap((top) => [top, ...(top.children ?? [])]).map((each) => ({ id: each.id, said: names(each.names) }));
}

/** One list for every field that asks for a service; those of an imported list are typed by their id. */
export const servicesOffered = (rows) => html`<datalist id="services-offered">${allServices(rows).map(({ id, said }) => html`<option value=${id}>${said}</option>`)}</datalist>`;

const service = (label, value, change, { rows }) => html`<label class="field"><span>${label}${value ? html` · ${allServices(rows).find(({ id }) => id === value)?.said ?? ""}` : nothing}</span>
  <input list="services-offered" .value=${value ?? ""} @change=${(event) => change(event.target.value.trim())}></label>`;

function chosenServices(label, chosen, change, { rows }) {
  const called = Object.fromEntries(allServices(rows).map(({ id, said }) => [id, said]));
  const add = (event) => {
    const id = event.target.value.trim();
    event.target.value = "";
    if (id && !chosen.includes(id)) change([...chosen, id]);
  };
  return html`<fieldset class="several"><legend>${label}</legend><ul class="chosen">${chosen.map((id) => html`<li><span>${called[id] ?? id}</span>
      <button type="button" class="button quiet" aria-label=${t("setup.remove_what", { what: called[id] ?? id })} @click=${() => change(chosen.filter((each) => each !== id))}>×</button></li>`)}</ul>
    <label class="field"><span>${t("setup.add_service")}</span><input list="services-offered" @change=${add}></label></fieldset>`;
}
