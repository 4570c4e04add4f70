--[[
Write a note on a ticket, or record that it was printed again.
args: ticket; kind: "noted" or "reprinted"; text (optional); counter, epoch, bound for a clerk's note
Answers id, number.
]]
local counter = args.counter and seated() or nil
local ticket = ticket_of(args.ticket)
if args.kind == "noted" then ticket.note = args.text end
fact(args.kind, ticket, counter, {text = args.text})
return {id = ticket.id, number = ticket.number}
