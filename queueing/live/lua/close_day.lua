--[[
End a business day, once: every ticket of that day or earlier gets its end (I5).
args: closing: the day, ISO; forget: oldest day still kept, ISO; carry (when waiting tickets go on): service
      -> the prefix of its line: each gets a new number of the new day, lane and token kept, its place the opening;
      rests: line -> true where papers or results rest when the day ends; swept: how many keys at the end are
KEYS[13..] every lane of every line, then numbers:{day} and requests:{day} of the days no longer kept, swept
Answers ended: how many, or already = true.
]]
local closed = redis.call("HGET", KEYS[1], "closed_day")
if closed and closed >= args.closing then return {already = true, ended = 0} end
local all, ended = redis.call("HGETALL", KEYS[3]), 0
local closing, numbers = args.closing, {}
local function end_as(ticket, state, kind, detail)
  move(ticket, state)
  ticket.ended_at = act.now
  fact(kind, ticket, nil, detail)
  ended = ended + 1
end
-- The visitor keeps the page: the token opens the ticket it goes on as.
local function go_on(old)
  local prefix = args.carry[old.service]
  numbers[prefix] = (numbers[prefix] or tonumber(redis.call("HGET", KEYS[5], prefix) or 0)) + 1
  hall.seq = hall.seq + 1
  local ticket = {
    id = string.format("%012d", hall.seq), number = prefix .. string.format("%03d", numbers[prefix]),
    token = old.token, day = act.day, line = old.line, lane = old.lane, service = old.service, state = "waiting",
    place = act.now, arrived = act.now, priority_reason = old.priority_reason, carried_from = old.id, calls = 0,
    missed = 0, transfers = old.transfers, origin = old.origin, home = old.home, need = old.need,
    stops = old.stops, stop = old.stop,
  }
  later("HSET", KEYS[5], prefix, numbers[prefix])
  later("HSET", KEYS[6], ticket.token, ticket.id)
  stand(ticket)
  fact("issued", ticket, nil, {carried_from = old.id})
end
local kept = {}
for i = 1, #all, 2 do kept[#kept + 1] = met(all[i + 1]) end
-- In the order they were taken: new numbers keep who came first.
table.sort(kept, function(a, b) return a.id < b.id end)
for _, ticket in ipairs(kept) do
  if ticket.day < args.forget and TERMINAL[ticket.state] then
    later("HDEL", KEYS[3], ticket.id)
    -- A carried ticket's token opens the ticket it goes on as.
    if not ticket.carried_to then later("HDEL", KEYS[6], ticket.token) end
  elseif ticket.day <= closing then
    if ticket.state == "waiting" then
      unstand(ticket)
      if ticket.stops and args.rests[ticket.line] then
        -- The visit of this day is over; the result is collected with a new number.
        end_as(ticket, "finished", "finished", {because = "rests", from = "waiting"})
      elseif args.carry and args.carry[ticket.service] then
        ticket.carried_to = string.format("%012d", hall.seq + 1)
        end_as(ticket, "carried", "carried", {})
        go_on(ticket)
      elseif not ticket.first_called then end_as(ticket, "expired", "expired", {})
      else end_as(ticket, "void", "voided", {because = "day closed"}) end
    elseif ticket.state == "held" or ticket.state == "missed" then
      if ticket.state == "held" then
        put_down(counter_of(ticket.counter), ticket.id)
      end
      end_as(ticket, "void", "voided", {because = "day closed"})
    elseif (ticket.state == "called" or ticket.state == "serving") and ticket.day < closing then
      -- Left open over a whole further day: the clerk forgot the end.
      local counter = counter_of(ticket.counter)
      ticket.end_not_pressed = true
      finish(ticket, counter, {end_not_pressed = true})
      ended = ended + 1
    end
  end
end
later("HSET", KEYS[1], "closed_day", closing)
for i = #KEYS - args.swept + 1, #KEYS do later("DEL", KEYS[i]) end
fact("day_closed", nil, nil, {closed = closing, ended = ended})
return {ended = ended}
