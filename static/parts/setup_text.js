// The hall file as text, for what has no form: its mistakes by line, each a way to that line; taken in or out as a file.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import { t } from "./words.js";

class SetupText extends HallElement {
  static properties = { page: { attribute: false }, toml: {}, words: {} };

  #open = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) this.page.draft.write(await file.text());
  };

  /** Goes to the line that a mistake names. */
  #goTo(place) {
    const line = Number(place.match(/^(?:line|第) (\d+)/)?.[1]);
    if (!line) return;
    const area = this.querySelector("textarea");
    const start = area.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    const end = area.value.indexOf("\n", start);
    area.focus();
    area.setSelectionRange(start, end < 0 ? area.value.length : end);
    area.scrollTop = Math.max(0, (line - 6) * parseFloat(getComputedStyle(area).lineHeight));
  }

  render() {
    const { mistakes } = this.page.draft.looked;
    const lines = (this.toml ?? "").split("\n").length;
    return html`<div class="card block"><header><h2>${both("setup.section.text")}</h2>
        <a class="button" download href=${`/api/v1/plan/versions/${this.page.draft.version}`}>${both("setup.text.export")}</a>
        <label class="button">${both("setup.text.import")}<input class="visually-hidden" type="file" accept=".toml,.txt" @change=${this.#open}></label></header>
      <p class="past">${t("setup.text.how")}</p>
      ${mistakes.length ? html`<ul class="found-list">${mistakes.map(({ place, text }) => html`<li><button class="found" @click=${() => this.#goTo(place)}><b>${place}</b><span>${text}</span></button></li>`)}</ul>` : nothing}
      <div class="file"><ol class="numbers" aria-hidden="true">${Array.from({ length: lines }, () => html`<li></li>`)}</ol>
        <textarea spellcheck="false" wrap="off" rows=${lines + 1} aria-label=${t("setup.section.text")} .value=${this.toml ?? ""}
          @input=${(event) => this.page.draft.write(event.target.value)}></textarea></div></div>`;
  }
}

customElements.define("setup-text", SetupText);
