// The zone's voice on this page: claims it, plays what the hall says to say, tells the hall when it was spoken.

import { newRequest, Refusal } from "./api.js";

const CLAIM_EVERY = 2000; // milliseconds; a claim that falls silent for 5 s passes to the next screen
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
  #timer = null;
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
    this.#timer = setInterval(() => this.ask(), CLAIM_EVERY);
    this.ask();
  }

  stop() {
    clearInterval(this.#timer);
    this.#audio?.close();
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
      const claim = { speaker: this.#id, epoch: this.#epoch, ready, claim: !this.speaking, spoken: this.#spoken };
      const answer = await this.#api.post(`zones/${this.#zone}/voice`, claim, { keepTrying: 0 });
      if (claim.spoken === this.#spoken) this.#spoken = undefined;
      this.#epoch = answer.epoch;
      this.isSpeaker = answer.speaker;
      if (answer.say) this.#say(answer.say);
    } catch (error) {
      this.isSpeaker = false; // not reachable, or not this page's zone: silence, and the lists go on
      if (error instanceof Refusal) this.#epoch = undefined;
    } finally {
      this.#asking = false;
      if (this.#askAgain) {
        this.#askAgain = false;
        this.ask();
      }
    }
  }

  /** What was claimed is this page's to speak; the sound has its chime and its second time inside. */
  async #say({ call, audio_url: url }) {
    this.#speak(call);
    try {
      if (url) await this.#play(await this.#fetch(url));
      this.#spoken = call;
    } catch (error) {
      // Another screen of this zone may be able to; it takes over when this one isn't ready.
      console.warn("not spoken", call, error);
      this.#brokenUntil = performance.now() + NOT_AGAIN_FOR;
    }
    this.#speak(null);
    this.ask();
  }

  async #fetch(url) {
    const response = await fetch(url, { headers: { "Acting-As": "device" } });
    if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
    return this.#audio.decodeAudioData(await response.arrayBuffer());
  }

  #play(sound) {
    return new Promise((resolve, reject) => {
      const source = this.#audio.createBufferSource();
      const givenUp = setTimeout(() => reject(new Error("the sound did not end")), sound.duration * 1000 + ALLOWANCE);
      source.buffer = sound;
      source.connect(this.#audio.destination);
      source.onended = () => (clearTimeout(givenUp), resolve());
      source.start();
    });
  }

  #speak(call) {
    this.speaking = call;
    this.#tell("speaking", call);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
