// Loads a page anew once the hall runs another program than the page came from, at a moment that disturbs nobody.

import { Api } from "./api.js";

const LOOK_EVERY = 700; // milliseconds; out of step with what pages ask for each second
const TRIED = "hall-programs"; // in this tab: each program is tried once, whatever stands between it and the page

let own = null; // the program whose answer came first
let newest = null;

Api.onAnswer = (headers) => {
  newest = headers.get("Hall-Program") ?? newest;
  own ??= newest;
};

const tried = () => JSON.parse(sessionStorage.getItem(TRIED) ?? "[]");

/** Whether the hall has been upgraded since this page was loaded. */
export const outdated = () => newest !== own && !tried().includes(newest);

/** Browsers keep files of pages for minutes: each is asked for anew first, or the new page would be made of old parts. */
export async function renew() {
  sessionStorage.setItem(TRIED, JSON.stringify([...tried(), newest]));
  const parts = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.startsWith(`${location.origin}/static/`));
  await Promise.all([...new Set(parts)].map((name) => fetch(name, { cache: "no-cache" }).catch(() => null)));
  location.reload();
}

/** For pages nobody minds: `page` goes, so that nothing begins in between, as soon as `quiet()` allows it. */
export function renewWhen(page, quiet) {
  let asking = false;
  page.every(LOOK_EVERY, async () => {
    if (asking || !outdated() || !quiet()) return;
    asking = true;
    const served = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    asking = false;
    // A hall that is away again, or a proxy's old copy, would bring no new page.
    if (served?.headers.get("Hall-Program") !== newest || !outdated() || !quiet()) return;
    page.remove();
    renew();
  });
}
