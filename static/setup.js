// Set-up: the plan as forms, what a change would do beside it, a look at any day, saved with a reason, undone.

import { html, nothing } from "lit";
import { both, bothNames } from "./parts/element.js";
import "./parts/setup_asks.js";
import "./parts/setup_calendar.js";
import "./parts/setup_counters.js";
import { Draft } from "./parts/setup_draft.js";
import "./parts/setup_form.js";
import { FORMS } from "./parts/setup_forms.js";
import "./parts/setup_hall.js";
import "./parts/setup_hours.js";
import "./parts/setup_lines.js";
import "./parts/setup_preview.js";
import "./parts/setup_services.js";
import "./parts/setup_text.js";
import "./parts/setup_versions.js";
import { openWords } from "./parts/staff_language.js";
import { StaffPage } from "./parts/staff_page.js";
import { t, words } from "./parts/words.js";

/** Section -> the first words of the ways that lead into it; the rest of the file has the text as its form. */
const SECTIONS = {
  hall: ["names", "timezone", "zones", "grace", "behind", "carry_over", "priority_age"],
  calendar: ["calendar", "announced"],
  hours: ["hours"],
  services: ["services", "catalogue"],
  offers: ["themes", "quotas", "last_ticket", "one_per_person"],
  lines: ["lines", "lanes"],
  counters: ["counters"],
  bookings: ["bookings"],
  kiosks: ["kiosks", "priority_reasons"],
  voice: ["voice", "templates", "ticket"],
  alerts: ["alerts"],
  text: [],
  versions: [],
};
const sectionOf = (path) => Object.keys(SECTIONS).find((each) => SECTIONS[each].includes(path[0])) ?? "text";

class SetupPage extends StaffPage {
  static properties = { ...StaffPage.properties, section: { state: true }, rows: { state: true } };

  roles = ["manager"];
  titleKey = "setup.title";
  draft = new Draft(this.api, (error) => this.tell(error));

  constructor() {
    super();
    this.section = SECTIONS[location.hash.slice(1)] ? location.hash.slice(1) : "hall";
    this.rows = null;
    this.draft.addEventListener("change", () => {
      this.rows = this.draft.rows;
      this.requestUpdate();
    });
    addEventListener("beforeunload", (event) => this.draft.changed && event.preventDefault());
  }

  enter() {
    return this.act(() => this.draft.load());
  }

  #show(section) {
    this.section = section;
    history.replaceState(null, "", `#${section}`);
  }

  #save = async () => {
    const { looked, rows } = this.draft;
    const given = await this.part("ask-save").ask({ looked, rows, draft: this.draft });
    if (!given) return;
    const saved = await this.act(() => this.draft.save(given));
    if (!saved) return;
    await this.act(() => this.draft.load());
    this.say(saved.in_force ? "setup.saved" : "setup.saved_for", { version: saved.version, day: saved.from_day });
  };

  #drop = async () => {
    const sure = await this.part("ask-confirm").ask({ title: t("setup.drop_title"), text: t("setup.drop_means"), confirm: "setup.drop", danger: true });
    if (sure) await this.act(() => this.draft.load());
  };

  dialogs() {
    return html`<ask-save></ask-save><ask-row></ask-row><ask-day></ask-day>`;
  }

  content() {
    if (!this.rows) return html`<main class="alone"><p class="past">${both("common.loading")}</p></main>`;
    const wrong = (section) => this.draft.looked.mistakes.filter(({ path }) => sectionOf(path) === section).length;
    return html`<main class="setup">
      <nav class="sections" aria-label=${t("setup.sections")}>${Object.keys(SECTIONS).map((each) => html`
        <button class="row" aria-current=${each === this.section ? "page" : nothing} data-section=${each} @click=${() => this.#show(each)}>
          <span>${both(`setup.section.${each}`)}</span>${wrong(each) ? html`<span class="count" role="img" aria-label=${t("setup.mistakes", { n: wrong(each) })}>${wrong(each)}</span>` : nothing}</button>`)}</nav>
      <section class="form" aria-label=${t(`setup.section.${this.section}`)}>${this.line()}${this.#form()}</section>
      <aside>${this.#findings()}<setup-preview .draft=${this.draft} .looked=${this.draft.looked} .time=${this.time} .words=${words.language}></setup-preview></aside>
    </main>`;
  }

  #form() {
    if (FORMS[this.section]) {
      return html`<setup-form .page=${this} .form=${FORMS[this.section]} .rows=${this.rows} .looked=${this.draft.looked} .words=${words.language}></setup-form>`;
    }
    switch (this.section) {
      case "hall": return html`<setup-hall .page=${this} .rows=${this.rows} .words=${words.language}></setup-hall>`;
      case "calendar": return html`<setup-calendar .page=${this} .rows=${this.rows} .words=${words.language}></setup-calendar>`;
      case "hours": return html`<setup-hours .page=${this} .rows=${this.rows} .words=${words.language}></setup-hours>`;
      case "services": return html`<setup-services .page=${this} .rows=${this.rows} .departments=${this.draft.departments} .words=${words.language}></setup-services>`;
      case "lines": return html`<setup-lines .page=${this} .rows=${this.rows} .words=${words.language}></setup-lines>`;
      case "counters": return html`<setup-counters .page=${this} .rows=${this.rows} .words=${words.language}></setup-counters>`;
      case "text": return html`<setup-text .page=${this} .toml=${this.draft.text ?? this.draft.toml} .words=${words.language}></setup-text>`;
      default: return html`<setup-versions .page=${this} .version=${this.draft.version} .words=${words.language}></setup-versions>`;
    }
  }

  /** What the draft would do: its mistakes first, for with one of them nothing can be saved. */
  #findings() {
    const { looked, busy, changed, waiting } = this.draft;
    const { mistakes, warnings, changes } = looked;
    // Whoever edits the text needs its line; in a form the row and the field say where.
    const at = (found) => [t(`setup.section.${sectionOf(found.path)}`), this.draft.text === null ? found.where : found.place].filter(Boolean).join(" · ");
    const row = (found) => html`<li><button class="found" @click=${() => this.#show(sectionOf(found.path))}>
      <b>${at(found)}</b><span>${found.text}</span></button></li>`;
    return html`<section class="card findings" data-state=${mistakes.length ? "wrong" : changed ? "changed" : "same"} aria-busy=${busy}>
      <h2>${both("setup.changes")}</h2>
      <p class="past checking" role="status">${busy ? t("setup.checking") : nothing}</p>
      ${waiting ? html`<p class="note">${t("setup.waits", { version: waiting.version, day: waiting.from_day })}</p>` : nothing}
      ${mistakes.length ? html`<p class="fault" role="alert">${t("setup.mistakes", { n: mistakes.length })}</p><ul class="found-list">${mistakes.map(row)}</ul>` : nothing}
      ${!mistakes.length && !changed && !busy ? html`<p class="past">${t("setup.no_changes", { version: this.draft.version })}</p>` : nothing}
      ${changes.length ? html`<ul class="changes">${changes.slice(0, 12).map((each) => html`<li>${each}</li>`)}
        ${changes.length > 12 ? html`<li class="past">${t("setup.more_changes", { n: changes.length - 12 })}</li>` : nothing}</ul>` : nothing}
      ${warnings.length && changed ? html`<details><summary>${t("setup.warnings", { n: warnings.length })}</summary><ul class="found-list">${warnings.map(row)}</ul></details>` : nothing}
      <div class="buttons"><button id="save" class="button primary" ?disabled=${busy || mistakes.length > 0 || !changes.length} @click=${this.#save}>${both("setup.save")}</button>
        ${changed ? html`<button id="drop" class="button quiet" @click=${this.#drop}>${both("setup.drop")}</button>` : nothing}</div>
    </section>`;
  }
}

await openWords();
customElements.define("setup-page", SetupPage);
