--[[
End the visit of the ticket in hand; from called too, then marked "start not pressed".
args: counter, epoch, bound; outcome, items (optional)
Answers ticket. Refused: no-ticket.
]]
local counter, ticket = in_hand("serving", "called")
finish(ticket, counter, {outcome = args.outcome, items = args.items})
return {ticket = ticket.id, number = ticket.number}
