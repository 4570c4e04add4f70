// Talks to the hall over HTTP: one request id per intent, the same again when the network or the hall is slow.

import { t, words } from "./words.js";

const ROOT = "/api/v1/";
const ANSWER_WITHIN = 8000; // milliseconds until an unanswered try counts as lost
const FIRST_PAUSE = 500; // milliseconds before the first repeat; doubles each time
const LONGEST_PAUSE = 5000; // milliseconds
const KEEP_TRYING = 60_000; // milliseconds an act is repeated before the page is told

/** The hall answered and said no; `sentence` is for the reader, `code` for the page. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.status = status;
    this.problem = problem;
    this.code = problem.code || "unknown";
  }

  /** The hall's own sentence, said in the page's language with its names filled in; else the word files'. */
  get sentence() {
    const key = `error.${this.code}`;
    return this.problem.detail || (words.has(key) ? t(key, this.problem) : t("error.unknown"));
  }
}

/** The hall did not answer, or said "not now" until the page gave up. */
export class Unreachable extends Error {
  code = "unreachable";

  get sentence() {
    return t("error.unreachable");
  }
}

/** A new request id: names one intent, so that its repeats act once. */
export function newRequest() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * device     true on kiosk and screen pages: only the device cookie counts
 * onTrying   called with the number of the try that failed (1, 2, …) before a repeat
 */
export class Api {
  /** Told each answer's headers (renewal.js). */
  static onAnswer;
  #device;
  #csrf = "";

  constructor({ device = false } = {}) {
    this.#device = device;
  }

  /** Who this browser is signed in as, what device it is, the hall and its clock. */
  async me() {
    const me = await this.get("me");
    this.#csrf = me.csrf || "";
    return me;
  }

  get(path, options = {}) {
    return this.#persist("GET", path, undefined, { keepTrying: 0, ...options }).then((answer) => answer.body);
  }

  /** For pollers: `{changed, body, etag}`; `changed` is false where the hall says 304. */
  async read(path, etag) {
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await this.#once("GET", path, undefined, headers);
    return { changed: answer.status !== 304, body: answer.body, etag: answer.etag };
  }

  /** options: request (id, made here when absent), keepTrying (ms), onTrying, headers, signal, type */
  post(path, body, options) {
    return this.#act("POST", path, body, options);
  }

  put(path, body, options) {
    return this.#act("PUT", path, body, options);
  }

  patch(path, body, options) {
    return this.#act("PATCH", path, body, options);
  }

  delete(path, options) {
    return this.#act("DELETE", path, undefined, options);
  }

  async #act(method, path, body, options = {}) {
    const { request = newRequest(), ...rest } = options;
    const withId = { ...rest, headers: { ...rest.headers, "Idempotency-Key": request } };
    try {
      return (await this.#persist(method, path, body, withId)).body;
    } catch (error) {
      // The session may be newer than this page; once, with the same id.
      if (this.#device || error.code !== "cross-site") throw error;
      await this.me();
      return (await this.#persist(method, path, body, withId)).body;
    }
  }

  async #persist(method, path, body, { keepTrying = KEEP_TRYING, onTrying, headers, signal, type }) {
    const started = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(method, path, body, headers, signal, type);
      } catch (error) {
        const lost = error instanceof Unreachable;
        if (!lost || signal?.aborted || performance.now() - started >= keepTrying) throw error;
        onTrying?.(attempt);
        await pause(error.retryAfter ?? Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1)), signal);
      }
    }
  }

  async #once(method, path, body, extra = {}, signal = undefined, type = "application/json") {
    const headers = { Accept: "application/json", "Accept-Language": words.language, ...extra };
    if (this.#device) headers["Acting-As"] = "device";
    else if (method !== "GET" && this.#csrf) headers["X-CSRF-Token"] = this.#csrf;
    if (body !== undefined) headers["Content-Type"] = type;
    const sent = type === "application/json" && body !== undefined ? JSON.stringify(body) : body;
    const within = AbortSignal.timeout(ANSWER_WITHIN);
    const ended = signal ? AbortSignal.any([signal, within]) : within;
    let response;
    let text;
    try {
      response = await fetch(path.startsWith("/") ? path : ROOT + path, {
        method, headers, body: sent, signal: ended, cache: "no-store", credentials: "same-origin",
      });
      text = await response.text();
    } catch (cause) {
      throw new Unreachable(`${method} ${path}`, { cause });
    }
    return understood(response, text);
  }
}

function understood(response, text) {
  Api.onAnswer?.(response.headers);
  const { status } = response;
  const body = parsed(text);
  // A slow disk, or a proxy whose hall is away: as good as no answer. Another 503 of the hall is a clear no.
  if (status === 502 || status === 504 || (status === 503 && (!body?.code || body.code === "live-unreachable"))) {
    const slow = new Unreachable(`HTTP ${status}`);
    const seconds = Number(response.headers.get("Retry-After"));
    if (seconds > 0) slow.retryAfter = Math.min(seconds * 1000, LONGEST_PAUSE);
    throw slow;
  }
  if (status >= 400) throw new Refusal(status, body || {});
  return { status, body, etag: response.headers.get("ETag") };
}

function parsed(text) {
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's own page, not the hall's
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
