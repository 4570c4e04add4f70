--[[
A waiting visitor will be late: nobody calls the number until its visitor is back (comeback.lua), at the latest
until the end of the day, as after a missed call; it does not count as one.
args: ticket
KEYS[13..] every lane of every line
Answers id, number. Refused: not-waiting, late-often.
]]
local ticket = ticket_of(args.ticket)
if ticket.state ~= "waiting" then refuse("not-waiting", {number = ticket.number, state = ticket.state}) end
if (ticket.lates or 0) >= LIMIT.lates then refuse("late-often", {times = LIMIT.lates}) end
move(ticket, "missed")
unstand(ticket)
ticket.late_at, ticket.late_tick, ticket.lates = act.now, act.tick, (ticket.lates or 0) + 1
fact("late", ticket)
return {id = ticket.id, number = ticket.number}
