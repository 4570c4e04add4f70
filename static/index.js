// The landing page: every screen one click away, and what this browser is.

import { html, nothing } from "lit";
import { Api } from "./parts/api.js";
import { HallTime } from "./parts/clock.js";
import { both, bothNames, HallElement } from "./parts/element.js";
import { pictogram } from "./parts/pictograms.js";
import { openWords, turnLanguage } from "./parts/staff_language.js";
import { also, floorName, t, words } from "./parts/words.js";

const RETRY_EVERY = 3000; // milliseconds while the hall does not answer

// Where each role works; the hall itself decides who may, this only spares a useless click.
const DESKS = [
  { page: "/counter", key: "clerk", roles: ["clerk", "manager"] },
  { page: "/guide", key: "guide", roles: ["guide", "manager"] },
  { page: "/bookings", key: "bookings", roles: ["guide", "manager"] },
  { page: "/manager", key: "manager", roles: ["manager"] },
  { page: "/staff", key: "staff", roles: ["manager"] },
  { page: "/devices", key: "device_desk", roles: ["manager"] },
  { page: "/dashboard", key: "dashboard", roles: ["manager"] },
  { page: "/reports", key: "reports", roles: ["manager"] },
  { page: "/estimates", key: "estimates", roles: ["manager"] },
  { page: "/setup", key: "setup", roles: ["manager"] },
  { page: "/log", key: "log", roles: ["manager"] },
];

class HallLanding extends HallElement {
  static properties = {
    me: { state: true },
    places: { state: true },
    score: { state: true }, // how promises were kept yesterday
    sentence: { state: true }, // what went wrong last, in the page's language
  };

  #api = new Api();
  #time = new HallTime();

  connectedCallback() {
    super.connectedCallback();
    this.#arrive();
  }

  async #arrive() {
    try {
      this.me = await this.#api.me();
      this.#time.set(this.me.hall);
      this.sentence = "";
      if (this.me.must_change_password) location.replace("/sign-in"); // which asks for it
      else if (this.#managing) this.places = await this.#api.get("places");
      this.score ??= await this.#api.get("score");
    } catch (error) {
      this.sentence = error.sentence ?? String(error);
      if (!this.me) this.after(RETRY_EVERY, () => this.#arrive());
    }
  }

  get #managing() {
    return this.me.principal?.role === "manager";
  }

  /** Makes this browser a kiosk or a screen and opens that page: one click. */
  async #become(device, page) {
    try {
      await this.#api.post("device", device);
      location.assign(page);
    } catch (error) {
      this.sentence = error.sentence ?? String(error);
    }
  }

  async #forget() {
    try {
      await this.#api.delete("device");
      await this.#arrive();
    } catch (error) {
      this.sentence = error.sentence ?? String(error);
    }
  }

  async #signOut() {
    try {
      await this.#api.delete("session");
      this.places = undefined;
      await this.#arrive();
    } catch (error) {
      this.sentence = error.sentence ?? String(error);
    }
  }

  // --- what is shown

  render() {
    const fault = this.sentence ? html`<p class="fault" role="alert">${this.sentence}</p>` : nothing;
    if (!this.me) return html`<main class="landing"><div class="body">${fault}</div></main>`;
    return html`
      <main class="landing">
        ${this.#head()}
        <div class="body">
          ${fault}
          ${this.me.principal ? this.#signedIn() : this.#signedOut()}
          ${this.score ? this.#promises(this.score) : nothing}
        </div>
      </main>
    `;
  }

  #head() {
    const { hall, principal } = this.me;
    return html`
      <header class="head">
        <h1>${bothNames(hall.names)}</h1>
        <hall-clock .time=${this.#time}></hall-clock>
        ${hall.closed ? html`<p class="closed">${bothNames(hall.closed)}</p>` : nothing}
        <div class="self">
          ${principal
            ? html`<span>${principal.full_name || principal.name}</span>
                <button class="button" @click=${this.#signOut}>${t("landing.sign_out")}</button>`
            : nothing}
          <button class="button" lang=${words.other} @click=${turnLanguage}>${words.language === "en" ? "中文" : "English"}</button>
        </div>
      </header>
    `;
  }

  #signedOut() {
    return html`
      <section class="card lone">
        <h2>${both("landing.signed_out")}</h2>
        <p>${t("landing.signed_out_how")}</p>
        <p class="past" lang=${words.other}>${also("landing.signed_out_how")}</p>
        <a class="button primary big" href="/sign-in">${both("landing.sign_in")}</a>
        ${this.#thisBrowser()}
      </section>
    `;
  }

  #signedIn() {
    const { role } = this.me.principal;
    return html`
      <section>
        <h2>${both("landing.desks")}</h2>
        <ul class="tiles">
          ${DESKS.filter(({ roles }) => roles.includes(role)).map(({ page, key }) => html`
            <li><a class="card tile" href=${page}>
              ${pictogram(key)}
              <b>${both(`landing.${key}`)}</b>
            </a></li>`)}
        </ul>
      </section>
      ${this.places ? this.#devices() : nothing}
      ${this.#phones()}
    `;
  }

  /** The public score, and what is counted one tap away; where there is no figure yet it says so. */
  #promises({ day, text, counted }) {
    return html`<section class="card lone score"><h2>${both("landing.score")}</h2><p>${bothNames(text)}</p>
      ${day ? html`<details><summary>${both("landing.score_means")}</summary><p>${bothNames(counted)}</p></details>` : nothing}</section>`;
  }

  #devices() {
    const { kiosks, zones } = this.places;
    return html`
      <section>
        <h2>${both("landing.devices")}</h2>
        <p class="past">${t("landing.devices_how")}</p>
        ${this.#thisBrowser()}
        <ul class="tiles wide">
          ${kiosks.map((kiosk) => this.#device({
            sign: "kiosk", key: "landing.make_kiosk", id: kiosk.id, names: kiosk.names ?? kiosk.name, open: "/kiosk",
            mine: this.me.device?.kiosk === kiosk.id, device: { kind: "kiosk", kiosk: kiosk.id },
          }))}
          ${zones.map((zone) => this.#device({
            sign: "screen", key: "landing.make_screen", id: zone.id, names: zone.names, floor: zone.floor,
            open: `/screen?zone=${encodeURIComponent(zone.id)}`,
            mine: this.me.device?.zone === zone.id && this.me.device.kind === "screen", device: { kind: "screen", zone: zone.id },
          }))}
        </ul>
      </section>
    `;
  }

  #device({ sign, key, id, names, floor, open, mine, device }) {
    return html`
      <li class="card device" data-device="${sign}-${id}">
        ${pictogram(sign)}
        <p class="names">${bothNames(names)}</p>
        ${floor ? html`<p class="past">${floorName(floor)}</p>` : nothing}
        <p class="do">
          ${mine
            ? html`<a class="button primary" href=${open}>${both("landing.open")}</a>`
            : html`<button class="button" @click=${() => this.#become(device, open)}>${both(key)}</button>`}
          ${!mine && sign === "screen" ? html`<a class="button quiet" href=${open}>${t("landing.look")}</a>` : nothing}
        </p>
      </li>
    `;
  }

  /** What this browser is now; a device's cookie is apart from the session of whoever signed in here. */
  #thisBrowser() {
    const { device } = this.me;
    if (!device) return this.#managing ? html`<p class="note">${both("landing.no_device")}</p>` : nothing;
    const id = device.kiosk ?? device.zone;
    return html`
      <p class="note this">
        <span>${both(`landing.is_${device.kind}`, { id })}</span>
        ${this.#managing ? html`<button class="button" @click=${this.#forget}>${both("landing.forget")}</button>` : nothing}
      </p>
    `;
  }

  #phones() {
    const { public_url: url, lan_reachable: reachable } = this.me.hall;
    return html`
      <section>
        <h2>${both("landing.phones")}</h2>
        <p class=${reachable ? "done" : "note"}>${both(reachable ? "landing.phones_can" : "landing.phones_cannot", { url })}</p>
        ${reachable ? nothing : html`<p>${t("landing.phones_how")} <code>./hall run --host 0.0.0.0 --public-url http://…</code></p>`}
      </section>
    `;
  }
}

await openWords();
customElements.define("hall-landing", HallLanding);
