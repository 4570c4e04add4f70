// The bar on top of the pages of staff: the hall, the page, ways to the others, the clock, the language, oneself.

import { html, nothing } from "lit";
import "./clock.js";
import { both, HallElement } from "./element.js";
import { turnLanguage } from "./staff_language.js";
import { names, t, words } from "./words.js";

const WAYS = [
  ["/manager", "manager.title", ["manager"]],
  ["/guide", "guide.title", ["manager", "guide"]],
  ["/bookings", "booking.title", ["manager", "guide"]],
  ["/counter", "clerk.title", ["manager", "clerk"]],
  ["/dashboard", "dashboard.title", ["manager"]],
  ["/reports", "report.page", ["manager"]],
  ["/log", "log.title", ["manager"]],
  ["/staff", "staff.title", ["manager"]],
  ["/setup", "setup.title", ["manager"]],
  ["/devices", "device.title", ["manager"]],
];

export class StaffBar extends HallElement {
  static properties = { page: { attribute: false }, time: { attribute: false }, words: {} };

  render() {
    const { principal, hall } = this.page.me;
    return html`<header class="bar">
      <a class="home" href="/">${names(hall.names)}</a>
      <h1 class="visually-hidden">${t(this.page.titleKey)}</h1>
      <nav aria-label=${t("staff.ways")}>
        ${WAYS.filter(([, , roles]) => roles.includes(principal.role)).map(([href, key]) => html`<a href=${href}
          aria-current=${href === location.pathname ? "page" : nothing}>${both(key)}</a>`)}
      </nav>
      <hall-clock .time=${this.time}></hall-clock>
      <button class="button quiet" @click=${turnLanguage} lang=${words.other}>${words.language === "en" ? "中文" : "English"}</button>
      <button class="button quiet" popovertarget="self">${principal.name}</button>
      <div id="self" popover class="menu">
        <button class="row" @click=${this.#password}>${both("staff.own_password")}</button>
        <button class="row" @click=${this.#signOut}>${both("staff.sign_out")}</button>
      </div>
    </header>`;
  }

  #password = async () => {
    this.querySelector("#self").hidePopover();
    const changed = await this.page.part("own-password").ask({ api: this.page.api });
    if (changed) this.page.say("staff.password_changed");
  };

  #signOut = () => signOut(this.page);
}

export async function signOut(page) {
  await page.act(() => page.api.delete("session"));
  location.assign("/sign-in");
}

customElements.define("staff-bar", StaffBar);
