--[[
Send the ticket being served to another line, or to one counter's own line.
args: counter, epoch, bound; line; place: "front" (its waited time counts on) or "end"; quiet (optional:
      one counter's own line leaves it as it was): calls from that line are neither shown nor spoken
KEYS[13..] every lane of that line
Answers ticket, line. Refused: no-ticket, wrong-state.
]]
local counter, ticket = in_hand("serving")
move(ticket, "waiting")
local from = ticket.line
-- Service time does not count as waiting: only what it had waited when it was called; a booked visitor
-- called before the slot had waited nothing, not less.
ticket.place = args.place == "front" and act.now - math.max(0, ticket.waited or 0) or act.now
to_line(ticket, args.line)
ticket.transfers = ticket.transfers + 1
if args.quiet ~= nil then ticket.quiet = args.quiet or nil end
ticket.counter, ticket.called_at, ticket.started_at = nil, nil, nil
counter.ticket, counter.undo = nil, nil
stand(ticket)
fact("transferred", ticket, counter, {from = from, to = args.line, place = args.place})
return {ticket = ticket.id, number = ticket.number, line = ticket.line}
