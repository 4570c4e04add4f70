--[[
Nobody came: the called ticket is missed; missed for the second time it is void, in one fact.
args: counter, epoch, bound
Answers ticket, state. Refused: no-ticket, wrong-state.
]]
local counter, ticket = in_hand("called")
ticket.missed = ticket.missed + 1
counter.ticket, counter.undo = nil, nil
if ticket.missed >= LIMIT.misses then
  move(ticket, "void")
  ticket.ended_at = act.now
  fact("voided", ticket, counter, {because = "missed twice"})
else
  move(ticket, "missed")
  fact("missed", ticket, counter)
end
return {ticket = ticket.id, number = ticket.number, state = ticket.state}
