--[[
Write a note on a ticket, or record that it was printed again.
args: ticket; kind: "noted" or "reprinted"; text (optional); slip (optional): a list of missing papers;
      counter, epoch, bound for a clerk's note
Answers id, number, slip.
]]
local counter = args.counter and seated() or nil
local ticket = ticket_of(args.ticket)
if args.kind == "noted" and args.text ~= "" then ticket.note = args.text end
if args.slip then ticket.advised = args.slip end
fact(args.kind, ticket, counter, {text = args.text, slip = args.slip})
return {id = ticket.id, number = ticket.number, slip = args.slip}
