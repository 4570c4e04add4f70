--[[
End what is done here for the ticket in hand; from called too, then marked "start not pressed". A visit with a
stop left goes on to it, with its number.
args: counter, epoch, bound; outcome, items (optional); onward (optional): its service's next stage follows;
      ready_by (optional): when its result can be collected, as its visitor was told; stops_at: line -> counters
      that pull it by the hours, minutes a visit, quiet, ready
KEYS[13..] every lane of every line a visit may go on to
Answers ticket; line, the one it went on to. Refused: no-ticket, no-next-stage.
]]
local counter, ticket = in_hand("serving", "called")
if args.onward then
  local following = ticket.stops and ticket.stops[ticket.stop + 1]
  if not following or following.after ~= ticket.stop then refuse("no-next-stage", {number = ticket.number}) end
end
local detail = {outcome = args.outcome, items = args.items, onward = args.onward, ready_by = args.ready_by}
local went = conclude(ticket, counter, detail)
return {ticket = ticket.id, number = ticket.number, line = went and ticket.line or nil}
