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
  sound: svg`<path d="M17 27h7l9-8v26l-9-8h-7zM41 25a10 10 0 0 1 0 14M46 20a17 17 0 0 1 0 24"/>`,
};

/** One of SIGNS; it only repeats what the words beside it say, so readers aloud pass over it. */
export const pictogram = (name) => html`
  <svg class="pictogram" viewBox="0 0 64 64" fill="none" stroke="currentColor" stroke-width="4.5"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${SIGNS[name]}</svg>
`;
