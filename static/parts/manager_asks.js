// The manager's own questions: one counter and what can be done with it; words that the whole hall hears and reads.

import { html, nothing } from "lit";
import { Ask } from "./ask.js";
import { both, bothNames } from "./element.js";
import { stateSign } from "./labels.js";
import "./today_hours.js";
import { names, t } from "./words.js";

const LONGEST = 120; // characters: what a loudspeaker says in one breath

/** question: {counter, time}; answers "force-off", "close", "open", {hours: what <today-hours> fired}, or null. */
export class AskCounter extends Ask {
  confirmKey() {
    return null;
  }

  title() {
    return bothNames(this.question.counter.names);
  }

  body() {
    const { counter, time } = this.question;
    const known = [
      ["manager.state", stateSign(counter.state)],
      ["manager.kind", typeof counter.kind === "object" ? names(counter.kind) : counter.kind],
      ["manager.clerk", counter.holder_name],
      ["manager.number", counter.ticket_number],
      ["manager.since", counter.since && time.text(counter.since)],
      ["manager.unseen_since", counter.unseen_since && time.text(counter.unseen_since)],
      ["manager.reason", counter.outside ? names(counter.outside) : counter.reason],
    ].filter(([, value]) => value);
    const shut = counter.state === "closed" && !counter.outside; // hours open by themselves
    return html`<dl class="facts">${known.map(([key, value]) => html`<div><dt>${both(key)}</dt><dd>${value}</dd></div>`)}</dl>
      <h3>${both("hours.today")}</h3>
      <today-hours .hours=${counter.hours} may @hours=${({ detail }) => this.answer({ hours: detail })}></today-hours>
      <div class="choices">
        ${counter.holder_name ? html`<button type="button" class="button danger" id="force-off" @click=${() => this.answer("force-off")}>${both("manager.force_off")}</button>` : nothing}
        <button type="button" class="button" id="close-counter" @click=${() => this.answer(shut ? "open" : "close")}>${both(shut ? "manager.open_counter" : "manager.close_counter")}</button>
      </div>`;
  }
}

customElements.define("ask-counter", AskCounter);

/** Words in both languages. question: {title, text, zh, en, confirm, danger?, zones?}; answers {text: {zh, en}, zones?}. */
export class AskWords extends Ask {
  static properties = { ...Ask.properties, zh: { state: true }, en: { state: true }, zones: { state: true } };

  begin(question) {
    this.zh = question.zh ?? "";
    this.en = question.en ?? "";
    this.zones = (question.zones ?? []).map((zone) => zone.id);
  }

  value() {
    const text = { zh: this.zh.trim(), en: this.en.trim() };
    if (!text.zh || (this.question.zones && !this.zones.length)) return null;
    return { text, zones: this.zones };
  }

  body() {
    const field = (language, key) => html`<label class="field"><span>${both(key)}</span>
      <textarea rows="2" maxlength=${LONGEST} ?data-first=${language === "zh"} .value=${this[language]}
        @input=${(event) => (this[language] = event.target.value)}></textarea></label>`;
    const turn = (id) => (this.zones = this.zones.includes(id) ? this.zones.filter((zone) => zone !== id) : [...this.zones, id]);
    return html`<p class="past">${this.question.text}</p>${field("zh", "manager.words_zh")}${field("en", "manager.words_en")}
      ${this.question.zones ? html`<fieldset class="choices"><legend>${both("manager.zones")}</legend>${this.question.zones.map((zone) => html`
        <label class="choice"><input type="checkbox" .checked=${this.zones.includes(zone.id)} @change=${() => turn(zone.id)}><span>${bothNames(zone.names)}</span></label>`)}
      </fieldset>` : nothing}`;
  }
}

customElements.define("ask-words", AskWords);

/** The found tickets of a number. question: {number, content} */
export class AskFound extends Ask {
  static look = "broad";

  confirmKey() {
    return null;
  }

  title() {
    return html`${t("manager.found")} <span class="number">${this.question.number}</span>`;
  }

  body() {
    return this.question.content;
  }
}

customElements.define("ask-found", AskFound);
