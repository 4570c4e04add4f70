--[[
One ticket and how many are before it now: what the phone page asks.
args: token or ticket; promises: lane -> ms
KEYS[13..] every lane of every line
Answers ticket, ahead and behind: how many of its lane it may let pass (both only while it waits), stopped (the text,
while the hall is), hours: how many changes of hours there were. Refused: unknown-ticket.
]]
local id = args.ticket or redis.call("HGET", KEYS[6], args.token)
if not id then refuse("unknown-ticket") end
local ticket = ticket_of(id)
return {ticket = ticket, hours = hall.hours, stopped = hall.stopped and cjson.decode(hall.stopped) or nil,
  ahead = ticket.state == "waiting" and ahead_of(ticket) or nil,
  behind = ticket.state == "waiting" and #next_behind(ticket) or nil}
