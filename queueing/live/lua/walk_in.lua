--[[
Serve somebody without a ticket: a numberless one in serving that is never announced.
args: counter, epoch, bound, service, line, token
Answers ticket. Refused: busy.
]]
local counter = seated()
if counter.ticket then refuse("busy", {counter = args.counter}) end
hall.seq = hall.seq + 1
local ticket = {
  id = string.format("%012d", hall.seq), number = "", token = args.token, day = act.day, line = args.line,
  lane = "ordinary", service = args.service, state = "serving", place = act.now, arrived = act.now,
  called_at = act.now, first_called = act.now, started_at = act.now, counter = counter.id, waited = 0,
  calls = 0, missed = 0, transfers = 0, walk_in = true,
}
counter.ticket, counter.undo = ticket.id, nil
fact("walked_in", ticket, counter)
return {ticket = ticket.id}
