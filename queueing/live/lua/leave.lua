--[[
Leave a counter, or send its clerk away (force): held tickets go back to their line at their place;
forced, the ticket in hand does too, and so do those who wait for this counter alone. What of their calls is not yet spoken is withdrawn, as by an undo.
args: counter, epoch, bound; zones: where its calls are shown and spoken; force and reason (a manager's act,
      without a seat)
KEYS[13..] every lane of every line
Answers counter, returned: how many went back. Refused: busy, not-seated.
]]
local counter = args.force and counter_of(args.counter) or seated()
if not counter.holder then refuse("not-seated", {counter = args.counter}) end
if counter.ticket and not args.force then refuse("busy", {counter = args.counter}) end
local active = counter.ticket and ticket_of(counter.ticket) or nil
local returned = counter.held
if active and not active.walk_in then table.insert(returned, active.id) end
for _, id in ipairs(returned) do
  local ticket = ticket_of(id)
  move(ticket, "waiting")
  ticket.counter, ticket.called_at, ticket.reason = nil, nil, nil
  if ticket.line == "@" .. counter.id and ticket.home then to_line(ticket, ticket.home) end
  stand(ticket)
  fact("returned", ticket, counter, {because = args.force and "forced" or "clerk left"})
end
if active and active.walk_in then
  active.end_not_pressed = true
  finish(active, counter, {end_not_pressed = true})
end
withdraw(returned)
local holder = counter.holder
counter.held, counter.ticket, counter.undo, counter.paused = {}, nil, nil, nil
counter.holder, counter.holder_name, counter.seen, counter.sat_at = nil, nil, nil, nil
fact(args.force and "forced" or "left", nil, counter, {holder = holder, reason = args.reason})
give_line_back(counter, args.force and "forced" or "left")
return {counter = counter.id, returned = #returned}
