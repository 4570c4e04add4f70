--[[
Leave a counter, or send its clerk away (force): held tickets go back to their line at their place;
forced, the ticket in hand does too.
args: counter, epoch, bound; force and reason (a manager's act, without a seat)
KEYS[13..] every lane of every line
Answers counter, returned: how many went back. Refused: busy, not-seated.
]]
local counter = args.force and counter_of(args.counter) or seated()
if not counter.holder then refuse("not-seated", {counter = args.counter}) end
if counter.ticket and not args.force then refuse("busy", {counter = args.counter}) end
local returned = #counter.held
local active = counter.ticket and ticket_of(counter.ticket) or nil
for _, id in ipairs(counter.held) do give_back(ticket_of(id), counter, args.force and "forced" or "clerk left") end
if active and active.walk_in then
  active.end_not_pressed = true
  finish(active, counter, {end_not_pressed = true})
elseif active then
  give_back(active, counter, "forced")
  returned = returned + 1
end
local holder = counter.holder
counter.held, counter.ticket, counter.undo, counter.paused = {}, nil, nil, nil
counter.holder, counter.holder_name, counter.seen, counter.sat_at = nil, nil, nil, nil
fact(args.force and "forced" or "left", nil, counter, {holder = holder, reason = args.reason})
return {counter = counter.id, returned = returned}
