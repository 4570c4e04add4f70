--[[
End the numbers that still wait in lines nobody calls from any more today, by the hall's policy at closing.
args: hours: how many changes of hours it is decided by
KEYS[13..] every lane of these lines
Answers ended: how many. Refused: hours-changed.
]]
check_hours()
local found = {}
for _, key in pairs(waiting) do
  for _, id in ipairs(redis.call("ZRANGE", key, 0, -1)) do found[#found + 1] = id end
end
table.sort(found)
for _, id in ipairs(found) do
  local ticket = ticket_of(id)
  unstand(ticket)
  -- As at the end of the day: one that was called before had its turn.
  local state = ticket.first_called and "void" or "expired"
  move(ticket, state)
  ticket.ended_at = act.now
  fact(state == "void" and "voided" or "expired", ticket, nil, {because = "closed"})
end
return {ended = #found}
