"""Faults planted in the scripts, one at a time: the command, what it says, and what it says instead."""

#: What is broken -> (command, right, wrong); "act" is in every command.
MUTANTS: dict[str, tuple[str, str, str]] = {
    "the order is reversed": ("next", "return a.share > b.share", "return a.share < b.share"),
    "equal shares go to the larger id": ("next", "return a.ticket < b.ticket", "return a.ticket > b.ticket"),
    "a busy counter calls all the same": (
        "next",
        "if counter.ticket and not args.finish_current",
        "if false",
    ),
    "a called ticket stays in its line": ("act", 'later("ZREM"', 'later("ZSCORE"'),
    "facts are not written down": ("act", 'redis.call("XADD", KEYS[2],', "tostring("),
    "a stale screen is believed": ("next", "if args.current and", "if false and"),
    "thresholds are forgotten": ("next", "pull.threshold or -math.huge", "-math.huge"),
    "a threshold is strict": ("next", "below_threshold or head.share >=", "below_threshold or head.share >"),
    "undo loses the finished ticket": ("undo", "if undo.finished then", "if false then"),
    "undo forgets what was before the call": ("undo", "ipairs(CALL_WRITES)", "ipairs({})"),
    "undo has no end": ("undo", "act.tick - undo.tick > LIMIT.undo", "false"),
    "the undone call is still announced": ("undo", "withdraw({ticket.id})", ""),
    "a recalled number is listed twice": ("act", "shown_but(zone, {call.ticket})", "shown_but(zone, {})"),
    "a recall may follow at once": ("recall", "if since < LIMIT.recall_gap then", "if false then"),
    "one comes back one place too early": ("comeback", "0, args.behind - 1", "0, args.behind - 2"),
    "one lets only one pass": ("act", "rank + LIMIT.let_pass", "rank + 1"),
    "who is late may still be called": ("late", "unstand(ticket)", ""),
    "the second miss is not for good": ("miss", "ticket.missed >= LIMIT", "ticket.missed > LIMIT"),
    "service counts as waiting": ("transfer", "act.now - math.max(0, ticket.waited or 0)", "ticket.arrived"),
    "held tickets are lost when the clerk leaves": (
        "leave",
        "ipairs(returned) do",
        "ipairs({}) do",
    ),
    "an old seat may still act": ("act", "if epoch ~= counter.epoch or", "if"),
    "requests are not remembered": ("act", "if act.request and #facts > 0 then", "if false then"),
    "a booked visitor stands before the slot": ("take", "math.max(place, args.not_before)", "place"),
    "people ahead are counted without equals": ("act", "share == mine and near[i] < ticket.id", "false"),
    "a walk-in is announced": ("act", 'if call.number == "" then return end', ""),
    "the clock may go back": ("act", "if back > 0 then act.now = hall.now end", ""),
    "a counter that leaves keeps its own line": (
        "leave",
        "give_line_back(counter, args.force",
        "tostring(args.force",
    ),
    "a visit goes on to the longest wait": ("act", "wait < least then", "wait > least then"),
    "a stage comes before its turn": ("act", "stops[stop.after].done", "true"),
    "the night forgets who was missed": ("close_day", 'or ticket.state == "missed" then', "then"),
}

#: Found within a second or two, so they run each time; the others take `long`.
QUICK = {"a called ticket stays in its line", "facts are not written down"}
