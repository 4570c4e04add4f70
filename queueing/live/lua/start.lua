--[[
The visitor is here: the called ticket is being served.
args: counter, epoch, bound
Answers ticket. Refused: no-ticket, wrong-state.
]]
local counter, ticket = in_hand("called")
move(ticket, "serving")
ticket.started_at, counter.undo = act.now, nil
fact("started", ticket, counter)
return {ticket = ticket.id, number = ticket.number}
