// The small fields of the set-up forms: each shows a value of a row and writes it back when it is changed.

import { html, nothing } from "lit";
import { t } from "./words.js";

/** Writes a value into a row; an empty one takes the key away, so that the hall's usual value counts. */
export function put(row, key, value) {
  if (value === "" || value === null || value === undefined) delete row[key];
  else row[key] = value;
}

export const text = (label, value, changed, { width = "", placeholder = "", readonly = false } = {}) => html`
  <label class="field ${width}"><span>${label}</span><input .value=${value ?? ""} placeholder=${placeholder} ?readonly=${readonly}
    @change=${(event) => changed(event.target.value.trim())}></label>`;

export const number = (label, value, changed, { min = 0, max = 999, width = "short", placeholder = "" } = {}) => html`
  <label class="field ${width}"><span>${label}</span><input type="number" inputmode="numeric" min=${min} max=${max} placeholder=${placeholder} .value=${value ?? ""}
    @change=${(event) => changed(event.target.value === "" ? null : Number(event.target.value))}></label>`;

/** choices: [[value, words]] */
export const select = (label, value, choices, changed, { width = "" } = {}) => html`
  <label class="field ${width}"><span>${label}</span><select @change=${(event) => changed(event.target.value)}>
    ${choices.map(([each, said]) => html`<option value=${each} ?selected=${each === (value ?? "")}>${said}</option>`)}</select></label>`;

export const tick = (label, value, changed) => html`
  <label class="choice plain"><input type="checkbox" .checked=${Boolean(value)} @change=${(event) => changed(event.target.checked)}><span>${label}</span></label>`;

/** A name in both languages, kept under `names`. */
export const named = (row, changed) => ["zh", "en"].map((language) => html`
  <label class="field"><span>${t(`setup.name_${language}`)}</span><input .value=${row.names?.[language] ?? ""}
    @input=${(event) => changed(() => {
      row.names = { ...row.names };
      put(row.names, language, event.target.value.trim());
      if (!Object.keys(row.names).length) delete row.names;
    })}></label>`);

/** Names without labels, for the cells of a table. */
export const namedCells = (row, changed) => html`
  <td><input class="input" aria-label=${t("setup.name_zh")} .value=${row.names?.zh ?? ""} @change=${(event) => changed(() => (row.names = { ...row.names, zh: event.target.value.trim() }))}></td>
  <td><input class="input" aria-label=${t("setup.name_en")} .value=${row.names?.en ?? ""} @change=${(event) => changed(() => {
    row.names = { ...row.names };
    put(row.names, "en", event.target.value.trim());
  })}></td>`;

export const remove = (what, deed) => html`<button type="button" class="button quiet remove" aria-label=${t("setup.remove_what", { what })} @click=${deed}>${t("setup.remove")}</button>`;

/** Several of a list, as ticks. chosen: ids; rows: [{id, names?}] */
export const several = (label, chosen, rows, turn) => html`
  <fieldset class="several"><legend>${label}</legend><div class="grid">${rows.map(({ id, said }) => html`
    <label class="tick"><input type="checkbox" .checked=${chosen.includes(id)} @change=${() => turn(id)}><span>${said ?? id}</span></label>`)}
    ${rows.length ? nothing : html`<span class="past">–</span>`}</div></fieldset>`;

const BAND = /(\d{1,2})[:：](\d{2})\s*[-–—~～]\s*(\d{1,2})[:：](\d{2})/g;

/** Bands as people type them, "9:00-12:00 13:30-17:00", as the file has them; what is no band stays for the hall to refuse. */
export function bandsIn(typed) {
  const bands = [...typed.matchAll(BAND)].map(([, h, m, h2, m2]) => `${Number(h)}:${m}-${Number(h2)}:${m2}`);
  const rest = typed.replace(BAND, "").replace(/[\s,，;；、]+/g, "");
  return rest ? [typed.trim()] : bands;
}

/** A band, or a list of them, as text. */
export const bandsText = (bands) => [bands ?? []].flat().join("  ");

/** One band stands for itself. */
export const bandsValue = (bands) => (bands.length === 1 ? bands[0] : bands);
