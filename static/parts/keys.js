// The clerk's keys: which key means which act; a clerk may change them in this browser, for pedals and macro pads.

const KEPT = "clerk-keys"; // {act: key}, where it isn't the usual one

/** The browser keeps F1, F5, F11 and F12 for itself. */
const USUAL = {
  next: "F2", recall: "F3", start: "F4", finish: "F6", miss: "F7", hold: "F8", resume: "F9", transfer: "F10",
  undo: "Ctrl+z", help: "?",
};
/** Keys that the browser or the page itself works with; a key of another act is refused by its name. */
const OWNED = new Set(["F1", "F5", "F11", "F12", "Escape", "Tab", "Enter", " ", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);
const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Process", "Unidentified"]);

/** The key of an event as it is kept and shown: "F2", "Ctrl+z", "PageDown"; letters are small. */
export function keyOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `Ctrl+${key}` : key;
}

/** Fires "change" when a key was given to another act. */
export class Keys extends EventTarget {
  #keys;

  constructor() {
    super();
    this.#keys = { ...USUAL, ...kept() };
  }

  /** The key of an act, as it is printed on a button. */
  of(act) {
    return this.#keys[act] ?? "";
  }

  /** [act, key] of every act, in the order of the page. */
  get all() {
    return Object.entries(this.#keys);
  }

  get usual() {
    return this.all.every(([act, key]) => USUAL[act] === key);
  }

  /** Gives an act the key of an event; answers what came of it: "waits" (a modifier alone), "owned", {taken: act} or "given". */
  give(act, event) {
    const key = keyOf(event);
    if (MODIFIERS.has(event.key)) return "waits";
    if (OWNED.has(event.key) || event.altKey || (key.startsWith("Ctrl+") && key !== USUAL[act])) return "owned";
    const other = this.all.find(([each, its]) => its === key && each !== act);
    if (other) return { taken: other[0] };
    this.#keep({ ...this.#keys, [act]: key });
    return "given";
  }

  /** Every key as it was delivered. */
  reset() {
    this.#keep({ ...USUAL });
  }

  #keep(keys) {
    this.#keys = keys;
    const changed = this.all.filter(([act, key]) => USUAL[act] !== key);
    if (changed.length) localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(changed)));
    else localStorage.removeItem(KEPT);
    this.dispatchEvent(new Event("change"));
  }

  /** Calls `does(act)` for a key that means one, unless a dialog or a field has the keyboard; answers how to stop. */
  listen(does) {
    const hear = (event) => {
      const key = keyOf(event);
      const [act] = this.all.find(([, its]) => its === key) ?? [];
      if (!act) return;
      const writes = event.target.matches?.("input, textarea, select");
      if (writes && !/^F\d+$/.test(key)) return;
      event.preventDefault(); // F3 searches, F6 and F7 go elsewhere in a browser
      if (event.repeat || document.querySelector("dialog[open]")) return; // a key held down is one wish
      does(act);
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }
}

/** What this browser keeps; what can't be read is as if nothing were kept. */
function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return Object.fromEntries(Object.entries(found).filter(([act, key]) => act in USUAL && typeof key === "string"));
  } catch {
    return {};
  }
}
