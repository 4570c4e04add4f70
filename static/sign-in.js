// Signing in: by a one-time link (its token is the fragment, one button sends it) or by name and password.

import { html, nothing } from "lit";
import { Api } from "./parts/api.js";
import { HallTime } from "./parts/clock.js";
import { both, bothNames, HallElement } from "./parts/element.js";
import "./parts/own_password.js";
import { openWords, turnLanguage } from "./parts/staff_language.js";
import { t, words } from "./parts/words.js";

const HOME = { clerk: "/counter", guide: "/guide" }; // the rest begin at the landing page

class HallSignIn extends HallElement {
  static properties = { hall: { state: true }, said: { state: true }, busy: { state: true }, token: { state: true } };

  #api = new Api();
  #time = new HallTime();

  constructor() {
    super();
    this.said = "";
    this.busy = false;
    this.token = location.hash.slice(1);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#open();
  }

  async #open() {
    try {
      const me = await this.#api.me();
      this.#time.set(me.hall);
      this.hall = me.hall;
      if (me.principal && !this.token) await this.#enter(me);
    } catch (error) {
      this.said = error.sentence ?? String(error);
    }
  }

  async #signIn(path, body) {
    this.busy = true;
    this.said = "";
    try {
      await this.#api.post(path, body, { keepTrying: 0 });
      // The link is used up: it should not stay in the address or the history.
      history.replaceState(null, "", location.pathname + location.search);
      this.token = "";
      await this.#enter(await this.#api.me());
    } catch (error) {
      this.said = error.sentence ?? String(error);
    }
    this.busy = false;
  }

  /** A given password is changed before anything else; whoever won't is signed out again. */
  async #enter(me) {
    if (me.must_change_password) {
      await this.updateComplete;
      if (!(await this.querySelector("own-password").ask({ api: this.#api, first: true }))) {
        await this.#api.delete("session");
        return;
      }
    }
    location.replace(this.#next ?? HOME[me.principal.role] ?? "/");
  }

  /** Where the reader wanted to go; only a path of this hall, never another site. */
  get #next() {
    const next = new URLSearchParams(location.search).get("next");
    return next && /^\/[a-z]/.test(next) ? next : null;
  }

  #typed = (event) => {
    event.preventDefault();
    const { name, password } = event.target.elements;
    this.#signIn("session", { name: name.value.trim(), password: password.value });
  };

  render() {
    return html`
      <main class="landing sign-in">
        <header class="head">
          <h1>${this.hall ? bothNames(this.hall.names) : nothing}</h1>
          <hall-clock .time=${this.hall ? this.#time : null}></hall-clock>
          <div class="self">
            <button class="button" lang=${words.other} @click=${turnLanguage}>${words.language === "en" ? "中文" : "English"}</button>
          </div>
        </header>
        <section class="card lone">
          <h2>${both("signin.title")}</h2>
          <p class="fault" role="alert" ?hidden=${!this.said}>${this.said}</p>
          ${this.token ? this.#byLink() : this.#byName()}
        </section>
        <own-password></own-password>
      </main>
    `;
  }

  #byLink() {
    return html`
      <p>${both("signin.link")}</p>
      <button class="button primary big" ?disabled=${this.busy} @click=${() => this.#signIn("session/link", { token: this.token })}>
        ${both("signin.go")}</button>
      <button class="button quiet" @click=${() => (this.token = "")}>${both("signin.by_name")}</button>
    `;
  }

  #byName() {
    return html`
      <form @submit=${this.#typed}>
        <label class="field"><span>${both("signin.name")}</span>
          <input name="name" autocomplete="username" autocapitalize="none" required autofocus></label>
        <label class="field"><span>${both("signin.password")}</span>
          <input name="password" type="password" autocomplete="current-password" required></label>
        <button class="button primary big" ?disabled=${this.busy}>${both("signin.go")}</button>
      </form>
      <p class="past">${t("signin.forgotten")}</p>
    `;
  }
}

await openWords();
customElements.define("hall-sign-in", HallSignIn);
