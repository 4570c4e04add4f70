--[[
Give up a ticket that waits or is held.
args: ticket; reason (optional)
KEYS[13..] every lane of every line
Answers id, number. Refused: wrong-state.
]]
local ticket = ticket_of(args.ticket)
local from = ticket.state
move(ticket, "cancelled")
if from == "waiting" then unstand(ticket) end
local counter
if from == "held" then
  counter = counter_of(ticket.counter)
  put_down(counter, ticket.id)
end
ticket.ended_at = act.now
fact("cancelled", ticket, counter, {reason = args.reason, from = from})
return {id = ticket.id, number = ticket.number}
