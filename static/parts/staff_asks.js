// Questions about accounts: a new one, a changed one, many at once from a file, and a password shown this once.

import { html, nothing } from "lit";
import { Ask, choice } from "./ask.js";
import { both } from "./element.js";
import { names, t, words } from "./words.js";

export const ROLES = ["clerk", "guide", "manager"];
const MOST_ROWS = 500; // accounts in one file

/** question: {account?: the one to change, counters, mayGive: whether who asks may give the right to clerks' figures}; answers {name?, full_name?, role, counters, active?}. */
export class AskAccount extends Ask {
  static properties = { ...Ask.properties, given: { state: true } };

  begin({ account }) {
    const { name = "", full_name = "", role = "clerk", counters = [], active = true, may_extend = false, sees_clerks = false } = account ?? {};
    this.given = { name, full_name, role, counters: counters ?? [], active, may_extend, sees_clerks };
  }

  title() {
    return this.question.account ? html`${both("staff.change")} ${this.question.account.full_name}` : both("staff.add");
  }

  confirmKey() {
    return this.question.account ? "staff.keep" : "staff.add";
  }

  value() {
    const { name, full_name, role, counters, active, may_extend, sees_clerks } = this.given;
    const gives = this.question.mayGive && role === "manager" ? { sees_clerks } : {};
    const works = role === "clerk" && counters.length ? counters : null; // null: any counter
    if (this.question.account) return full_name.trim() ? { full_name: full_name.trim(), role, counters: works, active, may_extend, ...gives } : null;
    return name.trim() && full_name.trim() ? { name: name.trim(), full_name: full_name.trim(), role, counters: works } : null;
  }

  #give(what) {
    this.given = { ...this.given, ...what };
  }

  body() {
    const { account, counters } = this.question;
    const { name, full_name, role, counters: chosen, active, may_extend: extends_, sees_clerks: sees } = this.given;
    const field = (key, of, value, first) => html`<label class="field"><span>${both(key)}</span><input name=${of} maxlength="40" autocomplete="off"
      ?data-first=${first} .value=${value} @input=${(event) => this.#give({ [of]: event.target.value })}></label>`;
    const turn = (id) => this.#give({ counters: chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id] });
    return html`
      <div class="pair">${field("staff.full_name", "full_name", full_name, true)}${account ? nothing : field("staff.name", "name", name)}</div>
      <div class="choices three" role="radiogroup" aria-label=${t("staff.role")}>${ROLES.map((each) => choice(
        { name: "role", value: each, chosen: role === each, pick: () => this.#give({ role: each }) }, both(`staff.role.${each}`)))}</div>
      ${role === "clerk" ? html`<fieldset><legend>${both("staff.counters")} <span class="past">${t("staff.counters_hint")}</span></legend>
        <div class="grid">${counters.map((counter) => html`<label class="tick" title=${names(counter.names)}><input type="checkbox" .checked=${chosen.includes(counter.id)}
          @change=${() => turn(counter.id)}><span class="number">${counter.id}</span></label>`)}</div></fieldset>` : nothing}
      ${account && role === "clerk" ? html`<label class="choice"><input type="checkbox" name="may_extend" .checked=${extends_}
        @change=${() => this.#give({ may_extend: !extends_ })}><span>${both("staff.may_extend")}</span></label>` : nothing}
      ${account && role === "manager" ? html`<label class="choice"><input type="checkbox" name="sees_clerks" .checked=${sees} ?disabled=${!this.question.mayGive}
        @change=${() => this.#give({ sees_clerks: !sees })}><span>${both("staff.sees_clerks")}</span></label>` : nothing}
      ${account ? html`<label class="choice"><input type="checkbox" .checked=${active} @change=${() => this.#give({ active: !active })}>
        <span>${both("staff.active")}</span></label>` : nothing}`;
  }
}

customElements.define("ask-account", AskAccount);

/** A password, this once. question: {who, name, password} */
export class AskPassword extends Ask {
  static properties = { ...Ask.properties, copied: { state: true } };

  begin() {
    this.copied = false;
  }

  confirmKey() {
    return null;
  }

  title() {
    return html`${both("staff.password_of")} ${this.question.who}`;
  }

  body() {
    const { name, password } = this.question;
    return html`<p>${t("staff.password_once")}</p>
      <dl class="facts"><div><dt>${both("staff.name")}</dt><dd>${name}</dd></div></dl>
      <p class="secret"><output id="password">${password}</output>
        <button type="button" class="button" @click=${this.#copy}>${both(this.copied ? "staff.copied" : "staff.copy")}</button></p>`;
  }

  /** A page without TLS may not write to the clipboard: the password is then marked for the reader to copy. */
  #copy = async () => {
    try {
      await navigator.clipboard.writeText(this.question.password);
      this.copied = true;
    } catch {
      getSelection().selectAllChildren(this.querySelector("#password"));
    }
  };
}

customElements.define("ask-password", AskPassword);

/** Many accounts from a file. question: {api}; answers true when accounts were made. */
export class AskCsv extends Ask {
  static look = "broad";
  static properties = { ...Ask.properties, bytes: { state: true }, said: { state: true }, wrong: { state: true }, report: { state: true }, busy: { state: true } };

  begin() {
    this.bytes = null;
    this.said = "";
    this.wrong = [];
    this.report = null;
    this.busy = false;
  }

  title() {
    return both("staff.csv");
  }

  confirmKey() {
    return this.report ? null : "staff.csv_send";
  }

  value() {
    return this.report || (this.bytes && !this.busy) ? true : null;
  }

  async answer(value) {
    if (value === true && !this.report) {
      this.busy = true;
      try {
        this.report = { added: await this.question.api.post("staff/csv", this.bytes, { type: "text/csv" }) };
      } catch (error) {
        if (!error.sentence) throw error;
        this.said = error.sentence;
        this.wrong = error.problem?.rows ?? [];
      } finally {
        this.busy = false;
      }
      return;
    }
    super.answer(value === null && this.report ? true : value);
  }

  #read = async (event) => {
    const [file] = event.target.files;
    this.bytes = file ? await file.arrayBuffer() : null; // as it is: the hall knows UTF-8 and GB 18030
    const rows = file ? (await file.text()).split("\n").filter((line) => line.trim()).length - 1 : 0;
    this.wrong = [];
    this.said = rows > MOST_ROWS ? t("staff.csv_too_many", { n: rows, most: MOST_ROWS }) : file ? t("staff.csv_rows", { n: rows }) : "";
    if (rows > MOST_ROWS) this.bytes = null;
  };

  body() {
    if (this.report) return this.#report();
    return html`<p>${t("staff.csv_how", { most: MOST_ROWS })}</p>
      <pre class="sample">name,full_name,role,counters
zhangwei,张伟,clerk,3 4
chenjing,陈静,guide,</pre>
      <label class="field"><span>${both("staff.csv_file")}</span><input type="file" accept=".csv,text/csv" data-first @change=${this.#read}></label>
      <p class=${`says ${this.wrong.length ? "fault" : ""}`} role="status">${this.said}</p>
      ${this.wrong.length ? html`<table><thead><tr><th>${both("staff.csv_row")}</th><th>${both("staff.csv_column")}</th><th>${both("staff.csv_wrong")}</th></tr></thead>
        <tbody>${this.wrong.map((wrong) => html`<tr data-row=${wrong.row}><td class="number">${wrong.row}</td><td>${wrong.column}</td>
          <td>${words.has(`error.${wrong.code}`) && wrong.code !== "bad-input" ? t(`error.${wrong.code}`, wrong.params) : wrong.text}</td></tr>`)}</tbody></table>` : nothing}`;
  }

  #report() {
    const { added } = this.report;
    return html`<p class="done">${t("staff.csv_made", { n: added.length })}</p>
      ${added.length ? html`<p>${t("staff.password_once")} <button type="button" class="button" @click=${this.#save}>${both("staff.csv_save")}</button></p>
        <table><thead><tr><th>${both("staff.name")}</th><th>${both("staff.password_new")}</th></tr></thead>
        <tbody>${added.map((row) => html`<tr><td>${row.name}</td><td class="code">${row.password}</td></tr>`)}</tbody></table>` : nothing}`;
  }

  /** The names and passwords as a file, made in the browser: the hall keeps only what it needs to check them. */
  #save = () => {
    const quoted = (text) => `"${String(text).replaceAll('"', '""')}"`;
    const lines = ["name,password", ...this.report.added.map((row) => `${quoted(row.name)},${quoted(row.password)}`)];
    const link = Object.assign(document.createElement("a"), {
      href: URL.createObjectURL(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" })), download: "passwords.csv",
    });
    link.click();
    URL.revokeObjectURL(link.href);
  };
}

customElements.define("ask-csv", AskCsv);
