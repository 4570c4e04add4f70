--[[
Call the ticket in hand once more, as a new call.
args: counter, epoch, bound, zone, zones
Answers ticket, number, calls. Refused: no-ticket, wrong-state, recall-too-soon, recall-limit.
]]
local counter, ticket = in_hand("called")
if ticket.calls >= LIMIT.calls then refuse("recall-limit", {number = ticket.number, calls = ticket.calls}) end
local since = act.tick - ticket.called_tick
if since < LIMIT.recall_gap then
  refuse("recall-too-soon", {number = ticket.number, seconds = math.ceil((LIMIT.recall_gap - since) / 1000)})
end
ticket.calls, ticket.called_at, ticket.called_tick = ticket.calls + 1, act.now, act.tick
counter.undo = nil
local call = fact("recalled", ticket, counter, {times = ticket.calls})
facts[#facts].detail.call = call
show_call({call = call, number = ticket.quiet and "" or ticket.number, counter = counter.id, at = act.now, tick = act.tick,
  lane = ticket.lane, ticket = ticket.id, recalled = true})
return {ticket = ticket.id, number = ticket.number, calls = ticket.calls}
