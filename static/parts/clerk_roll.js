// Numbers of a paper roll at a counter: which is served now, the next one, and a jump to any.

import { html, nothing } from "lit";
import { Ask } from "./ask.js";
import { both, bothNames, HallElement } from "./element.js";
import { t } from "./words.js";

const MOST = 9999;
const printed = (roll, number) => `${roll.prefix}${String(number).padStart(3, "0")}`;

/** rolls: those of the desk's state; acting: whether an act is in flight. Fires "roll" with {roll, jump}. */
export class ClerkRoll extends HallElement {
  static properties = { rolls: { attribute: false }, acting: {}, words: {} };

  render() {
    return html`${(this.rolls ?? []).map((roll) => html`<section class="card roll" data-roll=${roll.id}>
      <h2>${bothNames(roll.names)} <span class="past">${t("clerk.roll_serving")}</span></h2>
      <p class="number" data-last>${roll.last ? printed(roll, roll.last) : t("clerk.roll_none")}</p>
      <div class="calls">${this.#button("roll_next", roll, false)}${this.#button("roll_jump", roll, true)}</div>
    </section>`)}`;
  }

  #button(word, roll, jump) {
    return html`<button class="button" data-does=${word} aria-disabled=${this.acting ? "true" : nothing}
      @click=${(event) => event.detail < 2 && !this.acting && this.dispatchEvent(new CustomEvent("roll", { detail: { roll, jump } }))}>${both(`clerk.${word}`)}</button>`;
  }
}

customElements.define("clerk-roll", ClerkRoll);

/** Which number to jump to. question: {roll}; answers the number. */
export class AskNumber extends Ask {
  static properties = { ...Ask.properties, number: { state: true } };

  begin() {
    this.number = "";
  }

  title() {
    return both("clerk.roll_jump_title");
  }

  confirmKey() {
    return "clerk.call";
  }

  value() {
    const number = /^\d{1,4}$/.test(this.number.trim()) ? Number(this.number) : 0;
    return number >= 1 && number <= MOST ? number : null;
  }

  body() {
    return html`<label class="field"><span>${both("clerk.roll_number")}</span>
      <input data-first class="input" inputmode="numeric" autocomplete="off" maxlength="4" .value=${this.number}
        @input=${(event) => (this.number = event.target.value)}></label>`;
  }
}

customElements.define("ask-number", AskNumber);

/** Calls a number of a roll; one called today already is asked about first. Answers as Desk.roll does. */
export async function callRoll(page, { roll, jump }) {
  const number = jump ? await page.part("ask-number").ask({ roll }) : undefined;
  if (number === null) return "ignored";
  const came = await page.desk.roll({ line: roll.id, number });
  if (came !== "before") return came;
  const title = t("clerk.roll_again_title", { number: printed(roll, number) });
  const meant = await page.part("ask-confirm").ask({ title, text: t("clerk.roll_again_text"), confirm: "clerk.call" });
  return meant ? page.desk.roll({ line: roll.id, number, again: true }) : "ignored";
}
