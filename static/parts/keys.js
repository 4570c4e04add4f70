// The clerk's keys: which key means which act; a hall may change them in this browser.

const KEPT = "clerk-keys"; // {key: act}, over the usual ones

/** The browser keeps F1, F5, F11 and F12 for itself. */
const USUAL = {
  F2: "next", F3: "recall", F4: "start", F6: "finish", F7: "miss", F8: "hold", F9: "resume", F10: "transfer",
  "Ctrl+z": "undo", "?": "help",
};

export class Keys {
  #acts;

  constructor(kept = localStorage.getItem(KEPT)) {
    this.#acts = { ...USUAL, ...(kept ? JSON.parse(kept) : {}) };
  }

  /** The key of an act, as it is printed on a button. */
  of(act) {
    return Object.keys(this.#acts).find((key) => this.#acts[key] === act) ?? "";
  }

  get all() {
    return Object.entries(this.#acts);
  }

  /** Calls `does(act)` for a key that means one, unless a dialog or a field has the keyboard; answers how to stop. */
  listen(does) {
    const hear = (event) => {
      const key = event.ctrlKey || event.metaKey ? `Ctrl+${event.key}` : event.key;
      const act = this.#acts[key];
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
