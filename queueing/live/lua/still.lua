--[[
The clerk says that a long service or pause goes on: whoever looks at presence later knows it was not forgotten.
args: counter, epoch, bound
Answers counter, what: the state of the ticket in hand, or "paused". With neither it leaves no fact.
]]
local counter = seated()
local ticket = counter.ticket and ticket_of(counter.ticket) or nil
local what = ticket and ticket.state or counter.paused and "paused" or nil
if what then
  counter.confirmed_at = act.now
  fact("confirmed", ticket, counter, {what = what})
end
return {counter = counter.id, what = what}
