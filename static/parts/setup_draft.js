// The draft of a set-up: what the forms have changed, looked at by the hall after each change, saved when asked.

const LOOK_AFTER = 400; // milliseconds after the last change

/** One draft on the plan in force. Fires "change" when anything about it is new. */
export class Draft extends EventTarget {
  rows = null; // the hall file as a form has it
  text = null; // the hall file as text, while it is edited as text
  version = 0;
  waiting = null; // the version that waits for its day
  looked = { mistakes: [], warnings: [], changes: [], gone: [] };
  departments = {}; // how many services each has, as of the last draft without mistakes
  usual = {}; // what counts where the file says nothing
  choices = {}; // the words a key may have
  busy = false;
  #api;
  #etag = null;
  #saved = null; // the rows in force
  #timer = null;
  #turn = 0;
  #tell;

  /** tell  what is done with a refusal */
  constructor(api, tell) {
    super();
    this.#api = api;
    this.#tell = tell;
  }

  get changed() {
    return this.looked.changes.length > 0 || this.looked.mistakes.length > 0;
  }

  /** As the API takes it. */
  get body() {
    return this.text === null ? { rows: this.rows } : { toml: this.text };
  }

  /** Begins anew from the plan in force; what was changed is dropped. */
  async load() {
    const { body, etag } = await this.#api.read("plan");
    this.#etag = etag;
    this.usual = body.usual;
    this.choices = body.choices;
    this.#saved = body.rows;
    this.rows = structuredClone(body.rows);
    this.text = null;
    this.version = body.version;
    this.waiting = body.waiting;
    this.toml = body.toml;
    await this.look();
  }

  /** A form has changed a row. */
  touch() {
    this.rows = { ...this.rows };
    this.text = null;
    this.#soon();
  }

  /** The text was changed. */
  write(text) {
    this.text = text;
    this.#soon();
  }

  #soon() {
    this.busy = true;
    this.#told();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), LOOK_AFTER);
  }

  async look() {
    clearTimeout(this.#timer);
    const turn = (this.#turn += 1);
    const looked = await this.#api.post("plan/check", this.body).catch(this.#tell);
    if (!looked || turn !== this.#turn) return;
    this.looked = looked;
    this.departments = looked.departments ?? this.departments;
    this.toml = looked.toml;
    if (this.text !== null && looked.rows) this.rows = looked.rows;
    this.busy = false;
    this.#told();
  }

  day(date) {
    return this.#api.post("plan/day", { ...this.body, date });
  }

  year(year) {
    return this.#api.post("plan/year", { ...this.body, year });
  }

  /** Saves what the hall has looked at, word for word. */
  save({ why, from, moves }) {
    const query = new URLSearchParams({ why });
    if (from) query.set("from", from);
    for (const [line, to] of Object.entries(moves)) query.append("move", `${line}:${to}`);
    return this.#api.put(`plan?${query}`, this.toml, { type: "application/toml", headers: { "If-Match": this.#etag } });
  }

  undo(version, why) {
    return this.#api.post("plan/undo", { version, why }, { headers: { "If-Match": this.#etag } });
  }

  /** The past days on which a change can be rehearsed, the newest first. */
  days() {
    return this.#api.get("trials/days");
  }

  /** Begins to play a past day under this draft; the trial's id. */
  rehearse(day) {
    return this.#api.post("trials/rehearsal", { ...this.body, day });
  }

  trial(id) {
    return this.#api.get(`trials/${id}`);
  }

  #told() {
    this.dispatchEvent(new Event("change"));
  }
}
