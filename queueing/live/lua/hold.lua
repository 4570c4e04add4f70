--[[
Put the ticket in hand aside at this counter.
args: counter, epoch, bound
Answers ticket. Refused: no-ticket, too-many-held.
]]
local counter, ticket = in_hand("serving", "called")
if #counter.held >= LIMIT.held then refuse("too-many-held", {held = #counter.held}) end
move(ticket, "held")
counter.ticket, counter.undo = nil, nil
table.insert(counter.held, ticket.id)
fact("held", ticket, counter)
return {ticket = ticket.id, number = ticket.number}
