// The language of staff pages: Chinese until their reader, in this browser, says otherwise.

import { words } from "./words.js";

const KEPT = "staff-language";

/** The words, in the language this reader chose here. */
export async function openWords() {
  const kept = localStorage.getItem(KEPT);
  await words.load({ language: words.languages.includes(kept) ? kept : "zh-CN" });
}

export function turnLanguage() {
  localStorage.setItem(KEPT, words.other);
  words.use(words.other);
}
