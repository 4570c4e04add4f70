// The zone's voice on this page: claims it, plays what the hall says to say, tells the hall when it was spoken.

import { Refusal } from "./api.js";

const CLAIM_EVERY = 2000; // milliseconds; a claim that falls silent for 5 s passes to the next screen
const BETWEEN = 1500; // milliseconds between the first and the second time
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
      const claim = this.#epoch === undefined ? { ready } : { ready, epoch: this.#epoch };
      const answer = await this.#api.post(`zones/${this.#zone}/voice`, claim, { keepTrying: 0 });
      this.#epoch = answer.epoch ?? undefined;
      this.isSpeaker = answer.speaker;
      if (answer.say && answer.speaker && ready && !this.speaking) this.#say(answer.say);
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

  async #say({ call, audio_url: url, times }) {
    const epoch = this.#epoch;
    this.#speak(call);
    try {
      const sound = await this.#fetch(url);
      for (let time = 1; time <= times; time += 1) {
        if (time > 1) await new Promise((resolve) => setTimeout(resolve, BETWEEN));
        await this.#play(sound);
      }
      await this.#api.post(`zones/${this.#zone}/voice/spoken`, { epoch, call }, { keepTrying: 3000 });
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
