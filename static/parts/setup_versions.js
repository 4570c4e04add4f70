// Every version of the set-up: who saved it, when and why; looked at, brought back, or taken back before its day.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import { t } from "./words.js";

class SetupVersions extends HallElement {
  static properties = { page: { attribute: false }, version: {}, words: {}, kept: { state: true }, people: { state: true } };

  constructor() {
    super();
    this.kept = [];
    this.people = {};
  }

  willUpdate(changed) {
    if (changed.has("version")) this.#read();
  }

  async #read() {
    const { api } = this.page;
    const [kept, people] = await Promise.all([this.page.act(() => api.get("plan/versions")), this.page.act(() => api.get("staff"))]);
    this.kept = kept ?? [];
    this.people = Object.fromEntries((people ?? []).map((one) => [`staff:${one.id}`, one.full_name]));
  }

  async #undo({ version }) {
    const why = await this.page.part("ask-reason").ask({ title: t("setup.undo_title", { version }), text: t("setup.undo_means", { version }),
      reasons: ["setup.undo_wrong", "setup.undo_early"], confirm: "setup.undo" });
    if (why === null) return;
    const { draft } = this.page;
    const saved = await this.page.act(() => draft.undo(version, why));
    if (!saved) return;
    await this.page.act(() => draft.load());
    this.page.say("setup.undone", { version: saved.version, former: version });
    await this.#read();
  }

  async #withdraw({ version }) {
    const { api, draft } = this.page;
    if (await this.page.act(() => api.delete(`plan/versions/${version}`), "setup.withdrawn", { version })) {
      await this.page.act(() => draft.load());
      await this.#read();
    }
  }

  render() {
    const at = (text) => `${text.slice(0, 10)} ${text.slice(11, 16)}`;
    return html`<div class="card block"><h2>${both("setup.section.versions")}</h2>
      <table class="picks"><thead><tr><th>${t("setup.version")}</th><th>${t("setup.saved_at")}</th><th>${t("setup.saved_by")}</th><th>${t("setup.why")}</th><th>${t("setup.state")}</th><th></th></tr></thead>
      <tbody>${this.kept.map((each) => html`<tr data-version=${each.version}><td class="number">${each.version}</td><td>${at(each.saved_at)}</td>
        <td>${this.people[each.saved_by] ?? (each.saved_by.startsWith("console") ? t("setup.console") : each.saved_by)}</td><td>${each.why || "–"}</td>
        <td>${this.#state(each, at)}</td>
        <td><span class="buttons"><a class="button" download href=${`/api/v1/plan/versions/${each.version}`}>${both("setup.text.export")}</a>
          ${each.in_force && each.version !== this.version ? html`<button class="button" data-act="undo" @click=${() => this.#undo(each)}>${both("setup.undo")}</button>` : nothing}
          ${each.in_force ? nothing : html`<button class="button danger" data-act="withdraw" @click=${() => this.#withdraw(each)}>${both("setup.withdraw")}</button>`}</span></td></tr>`)}</tbody></table></div>`;
  }

  #state(each, at) {
    if (!each.in_force) return html`<b>${t("setup.waits_for", { day: each.from_day })}</b>`;
    return each.version === this.version ? html`<b class="now">${t("setup.in_force")}</b>` : html`<span class="past">${at(each.in_force)}</span>`;
  }
}

customElements.define("setup-versions", SetupVersions);
