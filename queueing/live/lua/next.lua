--[[
Call the next ticket to a counter: of the heads of the lines it pulls, the one with the largest
share of its promise used (rules/next_ticket.py); finish the ticket in hand in the same step.
args: counter, epoch, bound; current (optional): the ticket the screen shows, "" for none;
      finish_current; below_threshold; ticket and reason (optional): a chosen one and why;
      pulls: [{line, threshold?}]; promises: lane -> ms; zone, zones: where it is shown and spoken;
      hours: how many changes of hours the next is decided by; holds_until: ms, from when on it is decided anew;
      before (ms, optional): outside its hours only those who came before this are called; extends (optional): the
      change of hours the first such call records;
      stops_at: as finish.lua has it, for a visit in hand that goes on
KEYS[13..]  every lane of every pulled line, and of those a visit may go on to
KEYS[#KEYS] today:{day}  HASH  act -> a change of today's hours, JSON
Answers ticket, number and reason; or empty, when nobody waits (the ticket in hand is finished all
the same). Refused: stale, busy, hours-changed, hall-stopped, counter-closed, outside-hours, below-threshold,
reason-needed, not-pulled, not-waiting.
]]
local counter = seated()
if args.current and args.current ~= (counter.ticket or "") then
  refuse("stale", {ticket = counter.ticket})
end
if counter.ticket and not args.finish_current then refuse("busy", {counter = args.counter}) end
check_hours()
check_in_time()
if hall.stopped then refuse("hall-stopped") end
if counter.closed then refuse("counter-closed", {counter = args.counter}) end

local function in_time(id) return not args.before or ticket_of(id).arrived < args.before end
-- The first of a lane that may be called, as ZRANGE tells it; the second: whether anybody waits there.
local function head_of(key)
  local head = redis.call("ZRANGE", key, 0, 0, "WITHSCORES")
  if not head[1] or in_time(head[1]) then return head, head[1] ~= nil end
  local all = redis.call("ZRANGE", key, 0, -1, "WITHSCORES")
  for i = 1, #all, 2 do
    if in_time(all[i]) then return {all[i], all[i + 1]}, true end
  end
  return {}, true
end

local heads, thresholds, anybody = {}, {}, false
for _, pull in ipairs(args.pulls) do
  thresholds[pull.line] = pull.threshold or -math.huge
  for lane, promise in pairs(args.promises) do
    local head, waits = head_of(waiting_key(pull.line, lane))
    anybody = anybody or waits
    if head[1] then
      local place = tonumber(head[2])
      heads[#heads + 1] = {ticket = head[1], line = pull.line, lane = lane, share = share_of(place, promise)}
    end
  end
end
table.sort(heads, function(a, b)
  if a.share ~= b.share then return a.share > b.share end
  return a.ticket < b.ticket
end)

-- With somebody in hand and nobody waiting, Next ends the visit at any hour.
if args.before and #heads == 0 and (anybody or not counter.ticket) then
  refuse("outside-hours", {counter = args.counter})
end

local chosen, rule
if args.ticket then
  if not args.reason then refuse("reason-needed") end
  local wanted = ticket_of(args.ticket)
  if not thresholds[wanted.line] then refuse("not-pulled", {number = wanted.number}) end
  if wanted.state ~= "waiting" then refuse("not-waiting", {number = wanted.number, state = wanted.state}) end
  if not in_time(wanted.id) then refuse("outside-hours", {counter = args.counter}) end
  chosen, rule = {ticket = wanted.id, share = share_of(wanted.place, args.promises[wanted.lane])}, "chosen"
else
  for _, head in ipairs(heads) do
    if args.below_threshold or head.share >= thresholds[head.line] then
      chosen = head
      rule = head.share >= thresholds[head.line] and "share" or "below_threshold"
      break
    end
  end
  if not chosen and #heads > 0 then
    local held_back = 0
    for _, head in ipairs(heads) do
      held_back = held_back + redis.call("ZCARD", waiting_key(head.line, head.lane))
    end
    refuse("below-threshold", {held_back = held_back})
  end
end

local finished, former, went = counter.ticket, nil, nil
if finished then
  former = ticket_of(finished).state
  went = conclude(ticket_of(finished), counter, {by_next = true})
end
if not chosen then return {empty = true, finished = finished} end
if counter.paused then
  counter.paused = nil
  fact("reopened", nil, counter, {by_next = true})
end

if args.extends then change_hours(KEYS[#KEYS], args.extends) end
local ticket = ticket_of(chosen.ticket)
local reason = {rule = rule, share = chosen.share, promise = args.promises[ticket.lane],
  waited = act.now - ticket.place, lane = ticket.lane, text = args.reason}
for _, head in ipairs(heads) do
  if head.ticket ~= ticket.id then
    reason.beat = reason.beat or {}
    table.insert(reason.beat, head)
  end
end
local before = {}
for _, field in ipairs(CALL_WRITES) do before[field] = ticket[field] end
move(ticket, "called")
unstand(ticket)
ticket.counter, ticket.called_at, ticket.calls, ticket.waited = counter.id, act.now, 1, act.now - ticket.place
ticket.called_tick, ticket.first_called = act.tick, ticket.first_called or act.now
ticket.started_at, ticket.reason = nil, reason
counter.ticket = ticket.id
local call = hall.life .. "-" .. (hall.revision + 1)
-- A visit that went on to its next stop stays there: an undo brings back only what has ended.
counter.undo = {ticket = ticket.id, tick = act.tick, call = call, before = before, finished = not went and finished or nil,
  former = former}
fact("called", ticket, counter, {call = call, reason = reason, finished = finished})
show_call({call = call, number = ticket.quiet and "" or ticket.number, counter = counter.id, at = act.now, tick = act.tick,
  lane = ticket.lane, ticket = ticket.id})
return {ticket = ticket.id, number = ticket.number, reason = reason}
