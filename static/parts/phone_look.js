// What the phone page says in each state of a ticket: a sentence, what to do, which acts are offered.

import { waitSaid } from "./wait_said.js";
import { floorName, names, t } from "./words.js";

const NEAR = 3; // people ahead from which one should be in the hall

const NOTHING = { more: "", why: "", progress: null, mayLeave: false, mayComeBack: false, mayRing: false };

/**
 * ticket   as GET tickets/{token} gives it; null before the first answer
 * unknown  true when the hall knows no such ticket
 * first    how many were ahead when this phone first looked; null when it isn't waiting
 */
export function lookOf(ticket, { unknown, first }) {
  if (unknown) return { ...NOTHING, name: "unknown", sentence: t("phone.unknown"), more: t("phone.unknown_more") };
  if (!ticket) return { ...NOTHING, name: "loading", sentence: t("phone.loading") };
  if (ticket.stopped && ticket.state === "waiting") return stopped(ticket);
  const open = ["waiting", "called", "serving"].includes(ticket.state);
  if (open && ticket.rests) return resting(ticket);
  if (ticket.ready) return ready(ticket);
  return (LOOKS[ticket.state] ?? ended)(ticket, first);
}

const LOOKS = {
  waiting: (ticket, first) => ticket.closed ? shut(ticket, first) : (ticket.ahead <= NEAR ? near(ticket, first) : waiting(ticket, first)),
  called,
  serving: (ticket) => ({
    ...NOTHING, name: "serving", sentence: t("phone.serving", counter(ticket)), more: where(ticket),
  }),
  held: () => ({ ...NOTHING, name: "waiting", sentence: t("phone.held"), more: t("phone.held_more"), mayRing: true }),
  missed,
};

function waiting({ ahead, wait }, first) {
  const [said, minutes] = waitSaid(wait) ?? [];
  const time = wait?.safe_until?.slice(11, 16); // the hall's own clock, as the API wrote it
  return {
    ...NOTHING, name: "waiting", sentence: t(said ? `phone.wait_${said}` : "phone.ahead", { n: ahead, ...minutes }),
    more: t(time ? "phone.safe_until" : "phone.keep_near", { time }), why: whyMore(wait), progress: progress(ahead, first), mayLeave: true, mayRing: true,
  };
}

/** Nobody calls from its line by the hours: the number stays good. */
function shut({ closed, ahead }, first) {
  return { ...NOTHING, name: "waiting", sentence: names(closed), more: t("phone.ahead", { n: ahead }), progress: progress(ahead, first), mayLeave: true };
}

function near({ ahead, wait }, first) {
  const [said, minutes] = waitSaid(wait) ?? ["more"];
  return {
    ...NOTHING, name: "near", sentence: t(ahead ? "phone.near" : "phone.next", { n: ahead }),
    more: t(`phone.near_${said}`, minutes), why: whyMore(wait), progress: progress(ahead, first), mayLeave: true, mayRing: true,
  };
}

/** Why the wait grew since it was told, else that the number of people may. */
function whyMore(wait) {
  const { why, counter: id } = wait?.reason ?? {};
  return t(why ? `phone.longer_${why}` : "phone.may_rise", { counter: id });
}

/** Its papers are in the back office: nothing to do but wait. */
function resting({ ready_by: time }) {
  return { ...NOTHING, name: "waiting", sentence: t("phone.rests"), more: t(time ? "phone.rests_until" : "phone.rests_more", { time }), mayRing: true };
}

/** The result can be collected: the page is as amber as for a call. */
function ready({ ahead }) {
  return { ...NOTHING, name: "called", sentence: t("phone.ready"), more: t(ahead ? "phone.ready_ahead" : "phone.ready_next", { n: ahead }), mayRing: true };
}

function called(ticket) {
  return {
    ...NOTHING, name: "called", sentence: t("phone.called", counter(ticket)), more: where(ticket),
    why: ticket.reason ?? "", mayRing: true,
  };
}

function missed({ may_come_back: mayComeBack, late }) {
  if (late) return { ...NOTHING, name: "missed", sentence: t("phone.is_late"), more: t("phone.is_late_more"), mayComeBack };
  return {
    ...NOTHING, name: "missed", sentence: t("phone.missed"),
    more: t(mayComeBack ? "phone.missed_more" : "phone.missed_over"), mayComeBack: Boolean(mayComeBack),
  };
}

function stopped({ stopped: text }) {
  return {
    ...NOTHING, name: "waiting", sentence: t("phone.stopped"), more: names(text), why: t("phone.stays"),
    mayLeave: true, mayRing: true,
  };
}

function ended({ state }) {
  return { ...NOTHING, name: "ended", sentence: t(`phone.${state}`), more: t(`phone.${state}_more`) };
}

const counter = (ticket) => ({ n: ticket.counter?.id ?? "" });

/** "1F · 综合受理区": the way to the counter, as far as the hall told it. */
function where({ counter: desk }) {
  const zone = desk?.zone;
  const floor = zone?.floor ? floorName(zone.floor) : "";
  return [floor, names(zone?.names)].filter(Boolean).join(" · ");
}

const progress = (ahead, first) => (first ? (first - ahead + 0.5) / (first + 0.5) : 1);
