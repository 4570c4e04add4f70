// The device desk: how every device is, letting one in by the code it shows, testing it, sending it away.

import { html, nothing } from "lit";
import "./parts/ask_code.js";
import { both, bothNames } from "./parts/element.js";
import { openWords } from "./parts/staff_language.js";
import { StaffPage } from "./parts/staff_page.js";
import { names, t } from "./parts/words.js";

const READ_EVERY = 3000; // milliseconds
/** Kinds that can show a manager that they work. */
const SHOWS = new Set(["screen", "printer", "speaker", "strip"]);
/** States nobody need do anything about. */
const WELL = new Set(["ok", "unknown"]);

class DeviceDesk extends StaffPage {
  static properties = { ...StaffPage.properties, devices: { state: true } };

  roles = ["manager"];
  titleKey = "device.title";

  constructor() {
    super();
    this.devices = null;
  }

  async enter() {
    this.follow(async () => (this.devices = await this.api.get("devices")), { every: READ_EVERY });
  }

  #letIn = async () => {
    const given = await this.part("ask-code").ask({ api: this.api });
    if (!given) return;
    await this.act(() => this.api.post("devices", given), "device.let_in");
    await this.#read();
  };

  async #read() {
    this.devices = (await this.act(() => this.api.get("devices"))) ?? this.devices;
  }

  async #test(device) {
    await this.act(() => this.api.post(`devices/${encodeURIComponent(device.id)}/test`, {}), "device.tested", { what: this.#called(device) });
  }

  async #sendAway(device) {
    // Where its place is gone it can't come back, and there is nothing to think over.
    const sure = device.gone || await this.part("ask-confirm").ask({
      title: t("device.send_away_title", { what: this.#called(device) }), text: t("device.send_away_means"), confirm: "device.send_away", danger: true,
    });
    if (!sure) return;
    await this.act(() => this.api.delete(`devices/${encodeURIComponent(device.id)}`), "device.sent_away", { what: this.#called(device) });
    await this.#read();
  }

  #called(device) {
    return `${t(`device.kind.${device.kind}`)} ${names(device.names) || device.place}`;
  }

  dialogs() {
    return html`<ask-code></ask-code>`;
  }

  content() {
    const devices = this.devices ?? [];
    const wrong = devices.filter((device) => device.state && !device.gone && !WELL.has(device.state)).length;
    return html`<main class="records">
      <div class="tools">
        <span class="past">${t("device.count", { n: devices.filter((device) => device.state).length, wrong })}</span>
        <button id="let-in" class="button primary" @click=${this.#letIn}>${both("device.let_one_in")}</button></div>
      ${this.line()}
      <section class="card"><table>
        <thead><tr><th>${both("device.kind")}</th><th>${both("device.place")}</th><th>${both("device.state")}</th><th>${both("device.seen")}</th><th>${both("device.version")}</th><th></th></tr></thead>
        <tbody>${devices.map((device) => this.#row(device))}</tbody></table>
        ${this.devices && !devices.length ? html`<p class="past empty">${both("device.none")}</p>` : nothing}</section>
    </main>`;
  }

  #row(device) {
    const state = device.gone ? "gone" : device.state ?? "never";
    const look = state === "gone" ? "never" : WELL.has(state) ? "well" : state === "never" ? "never" : state === "low" ? "soon" : "wrong";
    return html`<tr data-device=${`${device.kind}-${device.place}`} data-state=${state}>
      <td><b>${both(`device.kind.${device.kind}`)}</b></td><td>${bothNames(device.names)} ${names(device.names).includes(device.place) ? nothing : html`<span class="past id">${device.place}</span>`}</td>
      <td class="state"><span class="sign" data-look=${look}>${both(`device.state.${state}`)}</span>${device.state && device.tickets_left !== null ? html`<p class="past">${t("device.tickets_left", { n: device.tickets_left })}</p>` : nothing}${device.gone ? html`<p class="past">${t("device.gone_means")}</p>` : device.text ? html`<p class="past">${device.text}</p>` : nothing}</td>
      <td class="past">${device.seen ? this.time.text(device.seen, { seconds: true }) : "–"}</td><td class="past">${device.version || "–"}</td>
      <td><span class="buttons">${device.id && !device.gone && SHOWS.has(device.kind) ? html`<button class="button" data-act="test" @click=${() => this.#test(device)}>${both("device.test")}</button>` : nothing}
        ${device.id ? html`<button class="button" data-act="send-away" @click=${() => this.#sendAway(device)}>${both("device.send_away")}</button>` : nothing}</span></td></tr>`;
  }
}

await openWords();
customElements.define("device-desk", DeviceDesk);
