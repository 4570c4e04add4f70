--[[
A missed or late visitor is back: the ticket waits again, k places behind (place_after_missing in rules/tickets.py).
Who said to be late and is back within a minute has thought better of it: the old place stands.
args: ticket; behind: k; promises: lane -> ms
KEYS[13..] every lane of every line
Answers id, number, ahead. Refused: wrong-state.
]]
local ticket = ticket_of(args.ticket)
if ticket.state ~= "missed" then
  refuse("wrong-state", {number = ticket.number, state = ticket.state, to = "waiting"})
end
-- The one counter it was sent to may have gone meanwhile.
if ticket.home then
  local counter = counter_of(ticket.line:sub(2))
  if not counter.holder or counter.paused or counter.closed then to_line(ticket, ticket.home) end
end
local late, at_once = ticket.late_at, ticket.late_at and act.tick - ticket.late_tick <= LIMIT.reconsider
local line = redis.call("ZRANGE", waiting_key(ticket.line, ticket.lane), 0, args.behind - 1, "WITHSCORES")
if #line > 0 and not at_once then ticket.place = math.max(ticket.place, tonumber(line[#line]) + 1) end
move(ticket, "waiting")
ticket.counter, ticket.called_at, ticket.late_at, ticket.late_tick = nil, nil, nil, nil
stand(ticket)
fact("returned", ticket, nil, {because = late and "was late" or "came back"})
return {id = ticket.id, number = ticket.number, ahead = ahead_of(ticket)}
