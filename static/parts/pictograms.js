// The few signs that stand beside a sentence, drawn like those of a station: one line width, one plate.

import { html, svg } from "lit";

const SIGNS = {
  help: svg`<circle cx="32" cy="19" r="4" fill="currentColor" stroke="none"/><path d="M32 30v18"/>`,
  stopped: svg`<path d="M24 20v24M40 20v24"/>`,
  closed: svg`<circle cx="32" cy="32" r="15"/><path d="M32 23v10l7 4"/>`,
  away: svg`<path d="M17 28a22 22 0 0 1 30 0M24 36a12 12 0 0 1 16 0"/><circle cx="32" cy="45" r="3" fill="currentColor" stroke="none"/>`,
  unpaired: svg`<path d="M26 15v10M38 15v10M21 25h22v7a11 11 0 0 1-22 0zM32 43v8"/>`,
  taking: svg`<path d="M18 20h28v8a4 4 0 0 0 0 8v8H18v-8a4 4 0 0 0 0-8z"/>`,
  refused: svg`<path d="M32 18v18"/><circle cx="32" cy="45" r="3" fill="currentColor" stroke="none"/>`,
  clerk: svg`<circle cx="32" cy="20" r="6"/><path d="M20 38a12 10 0 0 1 24 0M14 46h36"/>`,
  guide: svg`<path d="M18 18h28v20H30l-8 8v-8h-4z"/>`,
  manager: svg`<path d="M16 16h13v13H16zM35 16h13v13H35zM16 35h13v13H16zM35 35h13v13H35z"/>`,
  staff: svg`<circle cx="24" cy="22" r="6"/><circle cx="42" cy="25" r="5"/><path d="M13 46a11 11 0 0 1 22 0M39 38a9 9 0 0 1 12 8"/>`,
  device_desk: svg`<path d="M14 18h22v16H14zM18 40h14M25 34v6M42 22h9v22h-9zM42 38h9"/>`,
  setup: svg`<path d="M14 20h36M14 32h36M14 44h36"/><circle cx="24" cy="20" r="5" fill="var(--card)"/><circle cx="42" cy="32" r="5" fill="var(--card)"/><circle cx="28" cy="44" r="5" fill="var(--card)"/>`,
  log: svg`<path d="M19 15h26v34H19zM26 25h12M26 32h12M26 39h7"/>`,
  bookings: svg`<path d="M15 19h34v30H15zM15 28h34M23 13v9M41 13v9M25 38l5 5 9-9"/>`,
  dashboard: svg`<path d="M15 45l10-13 9 7 15-20M15 51h34"/>`,
  estimates: svg`<circle cx="32" cy="33" r="17"/><path d="M32 23v10l7 5M32 16v-4M26 11h12"/>`,
  reports: svg`<path d="M16 48h34M21 48V34M31 48V18M41 48V27"/>`,
  kiosk: svg`<path d="M20 13h24v26H20zM26 20h12M26 27h12M32 39v12M24 51h16"/>`,
  screen: svg`<path d="M12 17h40v25H12zM20 29h11M27 24l5 5-5 5M40 24v10M24 50h16"/>`,
  "barrier-free": svg`<circle cx="28" cy="14" r="4.5" fill="currentColor" stroke="none"/><path d="M28 23v15h13l7 12M29 29h11M22 31a12 12 0 1 0 16 16"/>`,
  sign: svg`<path d="M23 35V22a3 3 0 0 1 6 0v9M29 30V17a3 3 0 0 1 6 0v13M35 30V19a3 3 0 0 1 6 0v13M41 32v-7a3 3 0 0 1 6 0v13c0 8-5 13-12 13-6 0-9-3-12-8l-5-8a3 3 0 0 1 5-4l3 5"/>`,
  sound: svg`<path d="M17 27h7l9-8v26l-9-8h-7zM41 25a10 10 0 0 1 0 14M46 20a17 17 0 0 1 0 24"/>`,
};

/** One of SIGNS; it only repeats what the words beside it say, so readers aloud pass over it. */
export const pictogram = (name) => html`
  <svg class="pictogram" viewBox="0 0 64 64" fill="none" stroke="currentColor" stroke-width="4.5"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${SIGNS[name]}</svg>
`;
