// What the table-driven forms of the set-up ask for: for each section its cards, for each card its fields.

const named = [{ at: ["names", "zh"], label: "setup.name_zh" }, { at: ["names", "en"], label: "setup.name_en" }];
const id = { at: ["id"], label: "setup.id", width: "short" };
const CHANNELS = { voice: ["zh", "en", "yue"], tv: ["zh", "en"], strip: ["zh", "en"], sms: ["zh", "en"], idle: ["zh", "en"] };

/** The first id that nobody has. */
function free(list, begin) {
  let n = list.length + 1;
  while (list.some((row) => row.id === `${begin}-${n}`)) n += 1;
  return `${begin}-${n}`;
}

/**
 * Section -> cards {title, at: the way to it in the hall file, fields, how?: a sentence,
 * list?: a list of rows, with what a new one is; map?: a table of pairs; fixed?: none come or go;
 * optional?: may be missing, and the sentence that says so; needs?: shown only beside that table}
 */
export const FORMS = {
  voice: [
    { title: "plan.key.voice", at: ["voice"], fields: [
      { at: ["volume"], as: "number", min: 1, max: 100 },
      { at: ["minutes_per_visitor"], as: "number", min: 1, max: 240 },
      { at: ["drop_leading_zeros"], as: "tick" },
      { at: ["yao"], as: "tick" }] },
    { title: "plan.key.quiet", at: ["voice", "quiet"], how: "setup.voice.quiet_how", list: () => ["12:00", "14:00"], fields: [
      { at: [0], label: "setup.from", width: "short" },
      { at: [1], label: "setup.until", width: "short" },
      { at: [2], label: "plan.key.volume", as: "number", max: 100, placeholder: "0" }] },
    { title: "setup.voice.zones", at: ["zones"], list: true, fixed: true, called: (zone, names) => names(zone.names), fields: [
      { at: ["screens"], as: "list" },
      { at: ["languages"], as: "several", key: "languages" },
      { at: ["speaker"], as: "tick" }] },
    { title: "plan.key.templates", at: ["templates"], how: "setup.voice.texts_how", fields: Object.entries(CHANNELS).flatMap(([channel, languages]) =>
      languages.map((language) => ({ at: [channel, language], label: `setup.text.${channel}.${language}`, width: "wide" }))) },
    { title: "plan.key.ticket", at: ["ticket"], fields: [
      { at: ["notice", "zh"], label: "setup.notice_zh", width: "wide" },
      { at: ["notice", "en"], label: "setup.notice_en", width: "wide" },
      { at: ["blocks"], as: "several", key: "blocks" }] },
  ],
  bookings: [
    { title: "plan.key.bookings", at: ["bookings"], optional: "setup.bookings.none", fields: [
      { at: ["cut_off"] },
      { at: ["reading"], as: "select", key: "reading" },
      { at: ["ahead"], as: "number", min: 1, max: 7 },
      { at: ["slot"], as: "number", min: 5, max: 240 },
      { at: ["capacity"], as: "number", min: 1, max: 200 },
      { at: ["early"], as: "number", max: 240 },
      { at: ["late"], as: "number", max: 240 },
      { at: ["no_shows"], as: "number", min: 1, max: 20, placeholder: "–" },
      { at: ["blocked"], as: "number", min: 1, max: 24 },
      { at: ["reminder"], as: "number", min: 5, max: 10080 },
      { at: ["hook"], width: "wide", placeholder: "https://…" },
      { at: ["walk_in"], as: "tick" },
      { at: ["channels"], as: "several", key: "channels" }] },
    { title: "setup.bookings.lines", at: ["bookings"], needs: "bookings", how: "setup.bookings.lines_how", fields: (rows) => rows.lines
      .filter((line) => line.prefix).map((line) => ({ at: ["lines", line.id], usual: ["capacity"], said: line.names, as: "number", min: 1, max: 200 })) },
    { title: "setup.bookings.services", at: ["bookings", "services"], needs: "bookings", how: "setup.bookings.services_how", map: true, list: () => ["", 1], fields: [
      { at: [0], label: "plan.of.services", as: "service" },
      { at: [1], label: "plan.key.capacity", as: "number", min: 1, max: 200 }] },
  ],
  offers: [
    { title: "plan.key.themes", at: ["themes"], how: "setup.offers.themes_how",
      list: (rows, list) => ({ id: free(list, "theme"), names: { zh: "" }, line: rows.lines[0].id, items: [] }),
      called: (theme, names) => names(theme.names), fields: [id, ...named, { at: ["line"], as: "line" }, { at: ["items"], as: "services" }] },
    { title: "plan.key.quotas", at: ["quotas"], how: "setup.offers.quotas_how",
      list: (rows) => ({ at: "9:00-12:00", tickets: 50, line: rows.lines[0].id }), fields: [
        { at: ["at"], as: "band", placeholder: "9:00-12:00" },
        { at: ["days"], label: "setup.days", placeholder: "mon-sun", width: "short" },
        { at: ["tickets"], as: "number", min: 1, max: 100000 },
        { at: ["line"], as: "line" },
        { at: ["service"], label: "plan.of.services", as: "service" }] },
    { title: "setup.offers.rules", at: [], fields: [
      { at: ["last_ticket"], as: "tick" },
      { at: ["one_per_person"], as: "tick" }] },
  ],
  alerts: [
    { title: "plan.key.hooks", at: ["alerts", "hooks"], how: "setup.alerts.how", list: () => ({ url: "https://" }), fields: [
      { at: ["url"], width: "wide" },
      { at: ["format"], as: "select", key: "format" }] },
  ],
  kiosks: [
    { title: "plan.key.kiosks", at: ["kiosks"], how: "setup.kiosks.how", list: (rows, list) => ({ id: free(list, "kiosk"), zone: rows.zones[0].id }),
      called: (kiosk, names) => names(kiosk.names) || kiosk.id, fields: [id, ...named, { at: ["zone"], as: "zone" },
        { at: ["printer"], placeholder: "tcp://192.168.1.50:9100" },
        { at: ["width"], as: "number", min: 192, max: 1024 },
        { at: ["roll"], label: "setup.kiosks.roll", as: "number", min: 5, max: 1000 },
        { at: ["mode"], as: "select", key: "mode" },
        { at: ["cut"], as: "select", key: "cut" }] },
    { title: "plan.key.priority_reasons", at: ["priority_reasons"], map: true, list: (_, list) => [free(list.map(([each]) => ({ id: each })), "reason"), { zh: "" }], fields: [
      { at: [0], label: "setup.id", width: "short" },
      { at: [1, "zh"], label: "setup.name_zh" },
      { at: [1, "en"], label: "setup.name_en" }] },
  ],
};

/** What else can be said of a line, a service, a counter. */
export const MORE = {
  line: [
    { at: ["need"], as: "select", key: "needs" },
    { at: ["of"], as: "line" },
    { at: ["stage"], as: "select", key: "stage" }],
  service: [
    { at: ["kind"], as: "select", key: "service_kind" },
    { at: ["department", "zh"], label: "setup.department_zh" },
    { at: ["department", "en"], label: "setup.department_en" },
    { at: ["statutory"], as: "number", max: 1000 },
    { at: ["promised"], as: "number", max: 1000 },
    { at: ["minutes"], as: "number", min: 1, max: 480 },
    { at: ["website"], placeholder: "https://…" },
    { at: ["valid", "first"], label: "setup.valid_first", placeholder: "2026-07-01", width: "short" },
    { at: ["valid", "last"], label: "setup.valid_last", placeholder: "2026-12-31", width: "short" },
    { at: ["ready"], as: "number", min: 1, max: 600 },
    { at: ["then"], as: "list" },
    { at: ["keywords"], as: "list" },
    { at: ["ticket", "materials"], as: "list" },
    { at: ["online"], as: "tick" },
    { at: ["kiosk"], as: "tick" },
    { at: ["pledge"], as: "tick" },
    { at: ["instant"], as: "tick" }],
  counter: [
    { at: ["strip"] },
    { at: ["needs"], as: "several", key: "needs" }],
};
