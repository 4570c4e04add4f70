// How a day is told: its weekday, month and day as the word files name them.

import { words } from "./words.js";

/** "2026-03-04" as sentences about a day fill it in, in a language: {weekday, month, day}. */
export function dayParts(day, language = words.language) {
  const date = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  const word = (key, place) => words.text(language, key).split(" ")[place];
  return {
    weekday: word("hours.weekdays", (date.getUTCDay() + 6) % 7),
    month: word("hours.months", date.getUTCMonth()),
    day: date.getUTCDate(),
  };
}

/** The same as people say it: {zh: "3月4日 周三", en: "Wednesday, 4 March"}; for a word's parameter. */
export function dayTold(day) {
  const [zh, en] = words.languages.map((language) => words.text(language, "book.day", dayParts(day, language)));
  return { zh, en };
}
