--[[
Call a number of a paper roll to a counter: the next of its line, or one to jump to; finish the ticket in
hand in the same step. No number is called twice unless it is meant: its visitor came late.
args: counter, epoch, bound; current (optional): the ticket the screen shows, "" for none; line, service, prefix;
      number (optional): the one to jump to; again (optional): it was called today and is meant; token;
      promises: lane -> ms; zone, zones: where it is shown and spoken; hours, holds_until: as next.lua has
      them; before (optional): it is outside the counter's hours; extends (optional): the change of hours it records then;
      stops_at: as finish.lua has it
KEYS[13..]   every lane of the line and of those a visit may go on to, then today:{day}  HASH  act -> a change of today's hours, JSON
KEYS[#KEYS]  rolls:{day}  HASH  line -> the number its next one follows; line:number -> ticket id
Answers ticket, number and reason; or ticket, number and ended, for a visit that has ended: it is only shown and
spoken again. Refused: stale, hours-changed, hall-stopped, counter-closed, outside-hours, roll-called-before, not-waiting.
]]
local counter = seated()
if args.current and args.current ~= (counter.ticket or "") then refuse("stale", {ticket = counter.ticket}) end
check_hours()
check_in_time()
if hall.stopped then refuse("hall-stopped") end
if counter.closed then refuse("counter-closed", {counter = args.counter}) end
-- Nobody knows how many still hold a paper of the roll: after closing they are called while the policy says so.
if args.before == 0 then refuse("outside-hours", {counter = args.counter}) end

local key, number = KEYS[#KEYS], args.number
local function known(n) return redis.call("HGET", key, args.line .. ":" .. n) or nil end
if not number then
  number = tonumber(redis.call("HGET", key, args.line) or 0) + 1
  while known(number) do number = number + 1 end
end
local printed, before = args.prefix .. string.format("%03d", number), known(number)
if before and not args.again then refuse("roll-called-before", {number = printed}) end
local ticket = before and ticket_of(before)
local ended = ticket and TERMINAL[ticket.state]
if ticket and not ended and ticket.state ~= "missed" and ticket.state ~= "waiting" then
  refuse("not-waiting", {number = printed, state = ticket.state})
end

if args.extends then change_hours(KEYS[#KEYS - 1], args.extends) end
local finished, former, went = counter.ticket, nil, nil
if finished then
  former = ticket_of(finished).state
  went = conclude(ticket_of(finished), counter, {by_next = true})
end
if counter.paused then
  counter.paused = nil
  fact("reopened", nil, counter, {by_next = true})
end
local call = {number = printed, counter = counter.id, at = act.now, tick = act.tick, lane = "ordinary"}
if ended then
  -- What has ended stays ended (I5): the visitor who came late is called, nothing is counted twice.
  ticket.calls = ticket.calls + 1
  call.ticket, call.recalled, call.call = ticket.id, true, hall.life .. "-" .. (hall.revision + 1)
  counter.undo = nil
  fact("recalled", ticket, counter, {times = ticket.calls, call = call.call, ended = true})
  show_call(call)
  return {ticket = ticket.id, number = printed, ended = true}
end

if not ticket then
  hall.seq = hall.seq + 1
  ticket = {
    id = string.format("%012d", hall.seq), number = printed, token = args.token, day = act.day, line = args.line,
    lane = "ordinary", service = args.service, state = "waiting", place = act.now, arrived = act.now,
    calls = 0, missed = 0, transfers = 0, origin = "roll",
  }
  later("HSET", KEYS[6], ticket.token, ticket.id)
  later("HSET", key, args.line, number, args.line .. ":" .. number, ticket.id)
  fact("issued", ticket, nil, {origin = "roll"})
elseif ticket.state == "missed" then
  move(ticket, "waiting")
  ticket.counter, ticket.called_at = nil, nil
  fact("returned", ticket, nil, {because = "came back"})
else
  unstand(ticket)
end
local reason = {rule = "roll", share = 0, promise = args.promises.ordinary, waited = 0, lane = "ordinary"}
local held = {}
for _, field in ipairs(CALL_WRITES) do held[field] = ticket[field] end
move(ticket, "called")
ticket.counter, ticket.called_at, ticket.called_tick, ticket.calls = counter.id, act.now, act.tick, 1
ticket.first_called, ticket.waited, ticket.started_at, ticket.reason = ticket.first_called or act.now, 0, nil, reason
counter.ticket = ticket.id
call.ticket, call.call = ticket.id, hall.life .. "-" .. (hall.revision + 1)
counter.undo = {ticket = ticket.id, tick = act.tick, call = call.call, before = held, finished = not went and finished or nil,
  former = former}
fact("called", ticket, counter, {call = call.call, reason = reason, finished = finished})
show_call(call)
return {ticket = ticket.id, number = printed, reason = reason}
