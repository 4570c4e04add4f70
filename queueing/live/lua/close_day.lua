--[[
End a business day, once: every ticket of that day or earlier gets its end (I5).
args: closing: the day, ISO; carry: whether waiting tickets go on tomorrow; forget: oldest day still kept, ISO
KEYS[13..] every lane of every line, then numbers:{forget} and requests:{forget}, swept
Answers ended: how many, or already = true.
]]
local closed = redis.call("HGET", KEYS[1], "closed_day")
if closed and closed >= args.closing then return {already = true, ended = 0} end
local all, ended = redis.call("HGETALL", KEYS[3]), 0
local closing = args.closing
local function end_as(ticket, state, kind, detail)
  move(ticket, state)
  ticket.ended_at = act.now
  fact(kind, ticket, nil, detail)
  ended = ended + 1
end
for i = 1, #all, 2 do
  local ticket = met(all[i + 1])
  if ticket.day < args.forget and TERMINAL[ticket.state] then
    later("HDEL", KEYS[3], ticket.id)
    -- A carried ticket's token opens the ticket it goes on as.
    if not ticket.carried_to then later("HDEL", KEYS[6], ticket.token) end
  elseif ticket.day <= closing then
    if ticket.state == "waiting" then
      unstand(ticket)
      if args.carry then end_as(ticket, "carried", "carried", {})
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
later("DEL", KEYS[#KEYS - 1], KEYS[#KEYS])
fact("day_closed", nil, nil, {closed = closing, ended = ended})
return {ended = ended}
