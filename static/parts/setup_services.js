// The form of services: the tree as it stands on the kiosk, searched, changed, or taken from a list.

import { html, nothing } from "lit";
import { both, bothNames, HallElement } from "./element.js";
import { names, t, words } from "./words.js";

class SetupServices extends HallElement {
  static properties = { page: { attribute: false }, rows: { attribute: false }, departments: { attribute: false }, words: {}, sought: { state: true }, wrong: { state: true } };

  constructor() {
    super();
    this.sought = "";
    this.wrong = null; // what the hall said about a list: {detail, rows}
  }

  #taken() {
    return (this.rows.services ?? []).flatMap((top) => [top.id, ...(top.children ?? []).map((child) => child.id)]);
  }

  async #ask(list, row, title) {
    const place = list.indexOf(row);
    const given = await this.page.part("ask-row").ask({ kind: "service", rows: this.rows, draft: this.page.draft, taken: this.#taken(), row, title });
    if (!given) return;
    if (given.removed) list.splice(place, 1);
    else if (place < 0) list.push(given);
    else list[place] = given;
    this.page.draft.touch();
  }

  #add = () => this.#ask((this.rows.services ??= []), { id: "", names: { zh: "" }, line: this.rows.lines[0].id }, t("setup.services.add"));

  #addChild(top) {
    return this.#ask((top.children ??= []), { id: "", names: { zh: "" } }, t("setup.services.add_child", { name: names(top.names) }));
  }

  #import = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    this.wrong = null;
    try {
      const { csv, services } = await this.page.api.post("catalogue/check", await file.arrayBuffer(), { type: "application/octet-stream" });
      this.rows.catalogue = csv;
      this.page.draft.touch();
      this.page.say("setup.services.imported", { n: services });
    } catch (error) {
      if (!error.sentence) throw error;
      this.wrong = error;
    }
  };

  render() {
    const { rows } = this;
    const sought = this.sought.trim().toLowerCase();
    const fits = (row) => !sought || [row.id, ...Object.values(row.names ?? {})].join(" ").toLowerCase().includes(sought);
    const lines = Object.fromEntries(rows.lines.map((line) => [line.id, line]));
    const sign = (id) => (lines[id] ? html`<b class="badge">${lines[id].prefix || "–"}</b>` : nothing);
    const shown = (rows.services ?? []).map((top) => ({ top, children: (top.children ?? []).filter((child) => fits(child) || fits(top)) }))
      .filter(({ top, children }) => fits(top) || children.length);
    return html`<div class="card block"><header><h2>${both("setup.section.services")}</h2>
        <input class="input" placeholder=${t("clerk.search")} aria-label=${t("clerk.search")} .value=${this.sought} @input=${(event) => (this.sought = event.target.value)}>
        <button id="add-service" class="button" @click=${this.#add}>${both("setup.services.add_top")}</button></header>
      ${shown.map(({ top, children }) => html`<details class="top" ?open=${Boolean(sought) || shown.length < 4} data-service=${top.id}>
        <summary>${sign(top.line)} <b>${bothNames(top.names)}</b> <span class="past">${this.#holds(top)}</span></summary>
        <div class="buttons"><button class="button" @click=${() => this.#ask(rows.services, top, names(top.names))}>${both("setup.edit")}</button>
          <button class="button" @click=${() => this.#addChild(top)}>${both("setup.services.add_item")}</button></div>
        <ul class="items">${children.map((child) => html`<li><button class="row" @click=${() => this.#ask(top.children, child, names(child.names))}>
          ${sign(child.line)}<span>${bothNames(child.names)}</span><span class="past">${child.id}</span></button></li>`)}</ul></details>`)}
      ${shown.length ? nothing : html`<p class="past">${t("setup.services.none")}</p>`}</div>
      ${this.#catalogue(rows)}`;
  }

  /** What is under it: its items, or that it is one service itself, beside the others of its department in the list. */
  #holds({ children, department }) {
    if (children?.length) return t("setup.services.items", { n: children.length });
    const n = this.departments[department?.zh ?? department];
    return n > 1 ? t("setup.services.single_of", { n }) : t("setup.services.single");
  }

  #catalogue(rows) {
    const count = rows.catalogue ? rows.catalogue.trim().split("\n").length - 1 : 0;
    const drop = () => {
      delete rows.catalogue;
      this.page.draft.touch();
    };
    return html`<div class="card block"><h2>${both("setup.services.list")}</h2>
      <p class="past">${rows.catalogue ? t("setup.services.list_has", { n: count }) : t("setup.services.list_how")}</p>
      ${this.wrong ? html`<div class="fault" role="alert"><p>${this.wrong.sentence}</p>${this.#rows(this.wrong.problem?.rows)}</div>` : nothing}
      <div class="buttons"><label class="button">${both("setup.services.import")}<input class="visually-hidden" type="file" accept=".csv,.xlsx,.txt" @change=${this.#import}></label>
        ${rows.catalogue ? html`<button class="button danger" @click=${drop}>${both("setup.services.drop_list")}</button>` : nothing}</div></div>`;
  }

  #rows(rows) {
    if (!rows?.length) return nothing;
    const language = words.language === "en" ? "en" : "zh";
    return html`<ul class="found-list">${rows.slice(0, 50).map((each) => html`<li>${t("setup.services.row", { row: each.row, column: each.column ?? "" })} ${each[language]}</li>`)}</ul>`;
  }
}

customElements.define("setup-services", SetupServices);
