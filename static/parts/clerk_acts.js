// What a clerk can do: one big Next, the other operations with their keys, one line that says what came of it.

import { html, nothing } from "lit";
import { both, HallElement } from "./element.js";
import { t } from "./words.js";

const LOOK_EVERY = 250; // milliseconds between looks at the undo's countdown
const OPERATIONS = ["recall", "start", "finish", "miss", "hold", "resume", "transfer", "pause"];
const MORE = ["choose", "walk-in", "note", "slip"];

/** desk: a Desk; keys: Keys; says: what the page itself has to say, or null. Fires "act" with the name of what was pressed. Nothing here ever changes its place. */
export class ClerkActs extends HallElement {
  static properties = { desk: { attribute: false }, state: { attribute: false }, acting: {}, seen: {}, says: { attribute: false }, keys: { attribute: false } };

  connectedCallback() {
    super.connectedCallback();
    this.every(LOOK_EVERY, () => this.desk.state?.undo && this.requestUpdate());
  }

  /** Whether the act makes sense now; the hall has the last word. */
  #can(name) {
    const { current, state } = this.desk;
    const held = state.counter.held.length;
    if (name === "recall" || name === "start" || name === "miss") return current?.state === "called";
    if (["finish", "hold", "transfer", "note", "slip"].includes(name)) return Boolean(current);
    if (name === "resume") return held > 0 && !current;
    if (name === "walk-in") return !current;
    if (name === "choose") return state.waiting.length > 0;
    return true;
  }

  render() {
    const { current } = this.desk;
    const finishes = current && (current.number ? t("clerk.next_finishes", { number: current.number }) : t("clerk.next_finishes_it"));
    return html`
      <button id="next" class="button primary next" aria-disabled=${this.acting ? "true" : nothing} aria-keyshortcuts=${this.keys.of("next")}
        @click=${(event) => this.#press("next", event)}>
        <span class="word">${both("clerk.next")}</span><kbd>${this.keys.of("next")}</kbd>
        <span class="under">${finishes ?? t("clerk.next_calls")}</span>
      </button>
      <div class="operations" role="group" aria-label=${t("clerk.operations")}>${OPERATIONS.map((name) => this.#operation(name))}</div>
      <div class="operations more" role="group" aria-label=${t("clerk.more")}>${MORE.map((name) => this.#operation(name))}</div>
      ${this.#strip()}`;
  }

  #operation(name) {
    const key = this.keys.of(name);
    const act = name === "pause" && this.desk.paused ? "reopen" : name;
    const held = name === "resume" ? this.desk.state.counter.held.length : 0;
    return html`<button id=${name} class="button operation" aria-disabled=${this.#can(name) && !this.acting ? nothing : "true"}
      aria-keyshortcuts=${key || nothing} @click=${(event) => this.#press(act, event)}>
      <span class="word">${both(`clerk.${act.replace("-", "_")}`)}</span>
      ${held ? html`<span class="count">${held}</span>` : nothing}${key ? html`<kbd>${key}</kbd>` : nothing}</button>`;
  }

  /** What came of the last act, and the way back from it; its height is fixed. */
  #strip() {
    const { heldBack, notice, undoLeft, current } = this.desk;
    const seconds = Math.ceil(undoLeft / 1000);
    const fault = [this.says, notice].find((each) => each?.kind === "fault");
    // A key that may have been forgotten: asked when nothing more urgent is said; what came of an old act is older.
    const asks = heldBack || fault || seconds ? null : this.desk.state.asks;
    const said = heldBack ? { kind: "note", text: t("clerk.held_back", { n: heldBack }) } : fault
      ?? (asks ? { kind: "note", text: t(`clerk.asks_${asks}`, { number: current?.number ?? "" }) } : notice ?? this.says);
    return html`<div class="strip">
      <p class=${`says ${said?.kind ?? ""}`} role="status" aria-live="polite"><span>${said?.text ?? nothing}</span></p>
      ${heldBack ? html`<button id="below" class="button" @click=${(event) => this.#press("below", event)}>${both("clerk.call_below")}</button>` : nothing}
      ${asks ? html`<button id="still" class="button" @click=${(event) => this.#press("still", event)}>${both("clerk.still")}</button>` : nothing}
      ${seconds && !heldBack ? html`<button id="undo" class="button" @click=${(event) => this.#press("undo", event)}>
        <span class="word">${t("clerk.undo", { number: current?.number ?? "" })}</span><span class="count">${seconds}</span></button>` : nothing}
    </div>`;
  }

  #press(name, event) {
    if (event.detail > 1) return; // the second half of a double click is the same wish
    if (event.currentTarget.getAttribute("aria-disabled") === "true") return;
    this.dispatchEvent(new CustomEvent("act", { detail: name }));
  }

  /** For the keys: the same as a press on its button. */
  allows(name) {
    if (name === "undo") return this.desk.undoLeft > 0;
    return name === "help" || this.#can(name);
  }
}

customElements.define("clerk-acts", ClerkActs);
