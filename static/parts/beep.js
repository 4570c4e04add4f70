// A soft tone when somebody comes to an empty line, or an alert; made in the browser, so nothing is fetched.

const TONES = [660, 880]; // hertz, one after the other
const LASTS = 0.16; // seconds each
const LOUD = 0.12; // of full volume: heard at the counter, not in the hall

export class Beep {
  #audio = null;
  #kept;
  #changed;

  /**
   * kept     what this browser keeps its switch under; without it cannot be switched off
   * changed  called when `blocked` may have become otherwise
   */
  constructor({ kept = null, changed = () => {} } = {}) {
    this.#kept = kept;
    this.#changed = changed;
  }

  get on() {
    return !this.#kept || localStorage.getItem(this.#kept) !== "off";
  }

  set on(value) {
    localStorage.setItem(this.#kept, value ? "on" : "off");
  }

  /** The browser lets a page sound only after a touch, and none has come. */
  get blocked() {
    return this.on && this.#audio?.state === "suspended";
  }

  /** Before the first tone, so that `blocked` is known; the first touch or key on the page lets it sound. */
  open() {
    this.#audio = new AudioContext();
    this.#audio.addEventListener("statechange", this.#changed);
    for (const touch of ["click", "keydown"]) document.addEventListener(touch, () => this.blocked && this.#audio.resume(), true);
  }

  sound() {
    if (!this.on) return;
    if (!this.#audio) this.open();
    if (this.#audio.state === "suspended") this.#audio.resume(); // allowed once the clerk has pressed something
    TONES.forEach((tone, place) => this.#play(tone, this.#audio.currentTime + place * LASTS));
  }

  #play(tone, start) {
    const source = this.#audio.createOscillator();
    const volume = this.#audio.createGain();
    source.frequency.value = tone;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(LOUD, start + 0.02);
    volume.gain.linearRampToValueAtTime(0, start + LASTS);
    source.connect(volume).connect(this.#audio.destination);
    source.start(start);
    source.stop(start + LASTS);
  }
}
