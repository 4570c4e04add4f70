--[[
Take back this seat's newest call while it is still called: the ticket stands at its old place
again, the call leaves the boards and is not spoken, and the ticket finished by the same Next is
back in the state it had (I5 counts the end that stands).
args: counter, epoch, bound, zone, zones: where it is shown and spoken
KEYS[13..] every lane of every line
Answers ticket, restored (the ticket in hand again, if any). Refused: nothing-to-undo, undo-too-late.
]]
local counter = seated()
local undo = counter.undo
if not undo or counter.ticket ~= undo.ticket then refuse("nothing-to-undo", {counter = args.counter}) end
if act.tick - undo.tick > LIMIT.undo then refuse("undo-too-late", {seconds = LIMIT.undo / 1000}) end

local ticket = ticket_of(undo.ticket)
move(ticket, "waiting")
for _, field in ipairs(CALL_WRITES) do ticket[field] = undo.before[field] end
counter.ticket, counter.undo = nil, nil
stand(ticket)
fact("undone", ticket, counter, {call = undo.call})
if undo.finished then
  local former = ticket_of(undo.finished)
  move(former, undo.former)
  former.ended_at, former.start_not_pressed = nil, nil
  -- This stop, and those that would have followed it; what another stop of the visit left out stays so.
  local stops, i = former.stops or {}, former.stop
  while stops[i] and (i == former.stop or stops[i].after == i - 1) do
    stops[i].done, stops[i].left_out, i = nil, nil, i + 1
  end
  counter.ticket = former.id
  fact("undone", former, counter, {restored = true})
end
withdraw({ticket.id})
return {ticket = ticket.id, number = ticket.number, restored = undo.finished}
