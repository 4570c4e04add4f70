// Which counters are closed now, why, and when they open again, as the guide tells visitors.

import { html, nothing } from "lit";
import { both, bothNames, HallElement } from "./element.js";
import { t } from "./words.js";

/** counters  as GET hall-state tells them */
export class GuideClosed extends HallElement {
  static properties = { counters: { attribute: false }, words: {} };

  render() {
    const groups = new Map();
    for (const { id, state, outside, reason } of this.counters) {
      if (state !== "closed") continue;
      const why = outside ?? { zh: reason ?? t("clerk.state.closed") };
      const group = groups.get(why.zh) ?? { why, ids: [] };
      groups.set(why.zh, { ...group, ids: [...group.ids, id] });
    }
    return groups.size ? html`<section class="card closed-now"><h2>${both("guide.closed")}</h2><dl>${[...groups.values()].map(({ why, ids }) => html`
      <dt>${t("tv.closed_counters", { counters: ids.join("、") })}</dt><dd class="past">${bothNames(why)}</dd>`)}</dl></section>` : nothing;
  }
}

customElements.define("guide-closed", GuideClosed);
