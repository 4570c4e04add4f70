--[[
Take up a ticket held at this counter again.
args: counter, epoch, bound, ticket
Answers ticket. Refused: busy, not-held-here.
]]
local counter = seated()
if counter.ticket then refuse("busy", {counter = args.counter}) end
if not put_down(counter, args.ticket) then refuse("not-held-here", {counter = args.counter}) end
local ticket = ticket_of(args.ticket)
move(ticket, "serving")
ticket.started_at = ticket.started_at or act.now
counter.ticket, counter.undo = ticket.id, nil
fact("resumed", ticket, counter)
return {ticket = ticket.id, number = ticket.number}
