// Rings and shakes a phone when its ticket is called, once a tap has allowed sound.

const TONES = [880, 660]; // hertz: high, low
const TONE = 0.35; // seconds
const RING_EVERY = 4000; // milliseconds between rings
const RINGS = 5; // then it has been heard
const SHAKE = [400, 200, 400]; // milliseconds on, off, on

export class Bell {
  allowed = false;
  #audio = null;
  #timer = null;

  /** From a tap: browsers give sound only then. Sounds once, to show how loud. */
  async allow() {
    this.#audio ??= new AudioContext();
    await this.#audio.resume();
    this.allowed = true;
    this.#chime();
    // Over https the screen stays on; put away, a page loses that.
    const awake = () => document.hidden || navigator.wakeLock?.request("screen").catch(() => {});
    document.onvisibilitychange = awake;
    awake();
  }

  ring() {
    this.silence();
    let left = RINGS;
    const once = () => {
      navigator.vibrate?.(SHAKE);
      if (this.allowed) this.#chime();
      left -= 1;
      if (!left) this.silence();
    };
    this.#timer = setInterval(once, RING_EVERY);
    once();
  }

  silence() {
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #chime() {
    TONES.forEach((hertz, place) => {
      const start = this.#audio.currentTime + place * TONE;
      const tone = this.#audio.createOscillator();
      const volume = this.#audio.createGain();
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0.4, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + TONE * 1.8);
      tone.connect(volume).connect(this.#audio.destination);
      tone.start(start);
      tone.stop(start + TONE * 2);
    });
  }
}
