// The words of every page, from /static/words: Chinese first, English beside, and the switch between them.

const LANGUAGES = ["zh-CN", "en"];
const KEPT = "hall-language"; // the reader's choice, in this browser only

/** Fires "change" when the page's language changes. */
class Words extends EventTarget {
  #texts = new Map();
  #language = "zh-CN";
  #set = "";

  get language() {
    return this.#language;
  }

  get languages() {
    return LANGUAGES;
  }

  /** The language shown beside the page's own. */
  get other() {
    return this.#language === "en" ? "zh-CN" : "en";
  }

  has(key) {
    return this.#texts.get(this.#language)?.[key] !== undefined;
  }

  /**
   * both  false for a page that shows one language at a time
   * set   "phone." for the small word files of the phone page
   */
  async load({ language = "zh-CN", both = true, set = "" } = {}) {
    this.#set = set;
    await Promise.all((both ? LANGUAGES : [language]).map((each) => this.#fetch(each)));
    this.#speak(language);
  }

  async use(language, { keep = false } = {}) {
    await this.#fetch(language);
    if (keep) localStorage.setItem(KEPT, language);
    this.#speak(language);
  }

  /** What this reader chose before, else what the browser asks for. */
  wanted() {
    const kept = localStorage.getItem(KEPT);
    if (LANGUAGES.includes(kept)) return kept;
    return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
  }

  /** The text of a key in one language, `{name}` filled in, {zh, en} by language; the key itself when it has no text. */
  text(language, key, params = {}) {
    const text = this.#texts.get(language)?.[key];
    if (text === undefined) return key;
    return text.replace(/\{(\w+)\}/g, (_, name) => `${params[name]?.[short(language)] ?? params[name] ?? "…"}`);
  }

  #speak(language) {
    this.#language = language;
    document.documentElement.lang = language;
    this.dispatchEvent(new Event("change"));
  }

  async #fetch(language) {
    while (!this.#texts.has(language)) {
      const response = await fetch(`/static/words/${this.#set}${language}.json`).catch(() => null);
      if (response?.ok) this.#texts.set(language, await response.json());
      else await new Promise((resolve) => setTimeout(resolve, 1000)); // the hall is starting: no page stays blank
    }
  }
}

export const words = new Words();

/** In the page's language. */
export const t = (key, params) => words.text(words.language, key, params);

/** In the language beside it. */
export const also = (key, params) => words.text(words.other, key, params);

const short = (language) => language.slice(0, 2);

/** A text the hall gives in its languages, {zh, en} or a plain string: the page's, else whichever there is. */
export function names(texts) {
  if (typeof texts === "string") return texts;
  return texts?.[short(words.language)] ?? texts?.zh ?? texts?.en ?? "";
}

/** Whether the hall gives a text in the language beside only. */
export const isForeign = (texts) => typeof texts === "object" && !texts?.[short(words.language)] && Boolean(texts?.[short(words.other)]);

/** The same text in the language beside; "" when the hall gave only one. */
export function alsoNames(texts) {
  const other = (typeof texts === "object" && texts?.[short(words.other)]) || "";
  return other === names(texts) ? "" : other;
}

/** A floor as the hall writes it: a bare number becomes "2 楼", "1F" stays. */
export const floorName = (floor) => (/^\d+$/.test(floor) ? t("common.floor", { floor }) : floor);
