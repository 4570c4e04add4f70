// The zone's voice on this page: claims it, plays what the hall says to say, tells the hall when it was spoken.

import { newRequest, Refusal } from "./api.js";

const CLAIM_EVERY = 2000; // milliseconds; a claim that falls silent for 5 s passes to the next screen
const UNHEARD_AT_MOST = 4000; // milliseconds without an answer after which another may be about to speak
const LOOK_EVERY = 500; // milliseconds between looks whether this page may still speak
const MOST_TOLD = 12; // calls told as shown with one question
const NOT_AGAIN_FOR = 10_000; // milliseconds this page steps back after a sound it could not play
const ALLOWANCE = 3000; // milliseconds beyond its length until a playback that never ends is given up

/**
 * Fires "speaking" (detail: the call's id, or null when silent again) and "ready" (detail: whether sound may play).
 */
export class Speaker extends EventTarget {
  speaking = null;
  isSpeaker = false;
  ready = false;
  #api;
  #zone;
  #epoch;
  #id = newRequest(); // tells this page from its neighbour in the same zone
  #spoken; // the call just finished, told with the next question
  #shown = new Set(); // calls that came to this screen, told with the next question
  #heard = 0; // performance.now() of the hall's last answer
  #hush = null; // ends the sound that plays
  #timers = [];
  #asking = false;
  #askAgain = false;
  #brokenUntil = 0;
  #audio = null;

  constructor({ api, zone }) {
    super();
    this.#api = api;
    this.#zone = zone;
  }

  start() {
    this.#audio = new AudioContext();
    this.#audio.addEventListener("statechange", () => this.#listen());
    this.#listen();
    this.#timers = [
      setInterval(() => this.ask(), CLAIM_EVERY),
      setInterval(() => this.#look(), LOOK_EVERY),
    ];
    this.ask();
  }

  stop() {
    for (const timer of this.#timers) clearInterval(timer);
    this.#audio?.close();
  }

  /** Whether it speaks, or an answer under way may have it speak, or the hall has still to hear of something. */
  get busy() {
    return Boolean(this.speaking || this.#asking || this.#spoken || this.#shown.size);
  }

  /** These calls stand on this screen now: the clerk hears of it. */
  show(calls) {
    for (const call of calls) this.#shown.add(call);
    if (calls.length) this.ask();
  }

  /** The browser lets a page sound only after a touch. */
  async unblock() {
    await this.#audio.resume();
    this.#listen();
    this.ask();
  }

  #listen() {
    const ready = this.#audio.state === "running";
    if (ready === this.ready) return;
    this.ready = ready;
    this.#tell("ready", ready);
  }

  /** Renews the claim and asks what to say; at most one question is under way. */
  async ask() {
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    this.#asking = true;
    try {
      const ready = this.ready && performance.now() >= this.#brokenUntil;
      const shown = [...this.#shown].slice(0, MOST_TOLD);
      const claim = { speaker: this.#id, epoch: this.#epoch, ready, claim: !this.speaking, spoken: this.#spoken, shown };
      const answer = await this.#api.post(`zones/${this.#zone}/voice`, claim, { keepTrying: 0 });
      if (claim.spoken === this.#spoken) this.#spoken = undefined;
      for (const call of shown) this.#shown.delete(call);
      this.#heard = performance.now();
      this.#epoch = answer.epoch;
      this.isSpeaker = answer.speaker;
      if (answer.say) this.#say(answer.say);
    } catch (error) {
      if (error instanceof Refusal) {
        this.isSpeaker = false; // not this page's zone: silence, and the lists go on
        this.#epoch = undefined;
      }
    } finally {
      this.#asking = false;
      if (this.#askAgain) {
        this.#askAgain = false;
        this.ask();
      }
    }
  }

  /** What was claimed is this page's to speak; the sound has its chime and its second time inside. */
  async #say({ call, audio_url: url, volume }) {
    this.#speak(call);
    try {
      if (url) {
        const sound = await this.#fetch(url);
        if (!this.#mine()) throw new Error("another may be speaking by now");
        await this.#play(sound, volume / 100);
        this.#spoken = call;
      }
    } catch (error) {
      // Another screen of this zone may be able to; it takes over when this one isn't ready.
      console.warn("not spoken", call, error);
      this.#brokenUntil = performance.now() + NOT_AGAIN_FOR;
    }
    this.#speak(null);
    this.ask();
  }

  #look() {
    if (this.#mine()) return;
    this.isSpeaker = false;
    this.#hush?.();
  }

  /** Whether the zone is this page's without a doubt: told so, and not too long ago. */
  #mine() {
    return this.isSpeaker && performance.now() - this.#heard <= UNHEARD_AT_MOST;
  }

  async #fetch(url) {
    const response = await fetch(url, { headers: { "Acting-As": "device" } });
    if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
    return this.#audio.decodeAudioData(await response.arrayBuffer());
  }

  async #play(sound, loudness) {
    const source = this.#audio.createBufferSource();
    const gain = this.#audio.createGain();
    gain.gain.value = loudness;
    source.buffer = sound;
    source.connect(gain).connect(this.#audio.destination);
    const over = new Promise((resolve, reject) => {
      const givenUp = setTimeout(() => reject(new Error("the sound did not end")), sound.duration * 1000 + ALLOWANCE);
      source.onended = () => (clearTimeout(givenUp), resolve());
      this.#hush = () => (clearTimeout(givenUp), reject(new Error("another may be speaking by now")));
    });
    source.start();
    try {
      await over;
    } finally {
      this.#hush = null;
      source.stop();
    }
  }

  #speak(call) {
    this.speaking = call;
    this.#tell("speaking", call);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
