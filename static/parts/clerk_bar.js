// The clerk's bar: which counter, whether the hall is heard, and a menu with what is seldom needed.

import { html, nothing } from "lit";
import "./clock.js";
import { both, HallElement } from "./element.js";
import { signOut } from "./staff_bar.js";
import { turnLanguage } from "./staff_language.js";
import { t, words } from "./words.js";

/** page: the clerk's page; desk: its Desk, or null before sitting. */
export class ClerkBar extends HallElement {
  static properties = { page: { attribute: false }, desk: { attribute: false }, words: {}, on: {} };

  render() {
    const { page } = this;
    const { principal } = page.me;
    return html`<header class="bar clerk">
      <h1>${page.place}</h1>
      <span class="past who">${principal.name}</span>
      <hall-clock .time=${page.time}></hall-clock>
      <button class="button quiet" popovertarget="clerk-menu" aria-label=${t("clerk.menu")}>
        <svg class="bars" viewBox="0 0 16 16" aria-hidden="true"><path d="M1 3h14M1 8h14M1 13h14" stroke="currentColor" stroke-width="2"></path></svg></button>
      <div id="clerk-menu" popover class="menu">
        ${this.#toggle("clerk.sound", page.beep.on, () => ((page.beep.on = !page.beep.on), page.beep.sound()))}
        ${this.#toggle("clerk.auto_next", page.auto, () => (page.auto = !page.auto))}
        ${this.#item(html`<span lang=${words.other}>${words.language === "en" ? "中文" : "English"}</span>`, turnLanguage)}
        ${this.#item(both("clerk.keys"), () => page.part("ask-keys").ask({ keys: page.keys }), "?")}
        ${this.#item(both("staff.own_password"), () => this.#password())}
        ${this.desk && !this.desk.lost ? this.#item(both("clerk.leave"), () => page.leave()) : nothing}
        ${this.desk ? nothing : this.#item(both("staff.sign_out"), () => signOut(page))}
      </div>
    </header>`;
  }

  #toggle(key, on, turn) {
    return html`<button class="row" role="switch" aria-checked=${on} @click=${() => (turn(), this.requestUpdate())}>
      <span>${both(key)}</span><b>${t(on ? "clerk.on" : "clerk.off")}</b></button>`;
  }

  #item(content, does, key) {
    const press = () => (this.querySelector("#clerk-menu").hidePopover(), does());
    return html`<button class="row" @click=${press}><span>${content}</span>${key ? html`<kbd>${key}</kbd>` : nothing}</button>`;
  }

  async #password() {
    const changed = await this.page.part("own-password").ask({ api: this.page.api });
    if (changed) this.page.say("staff.password_changed");
  }
}

customElements.define("clerk-bar", ClerkBar);
