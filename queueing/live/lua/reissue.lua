--[[
A ticket carried over from a closed day goes on under a new number: lane and token stay, its place is
the opening, and its visitor's page finds the new ticket.
args: ticket: the carried one; prefix
KEYS[13..] every lane of every line
Answers id, number; or done = true, when it goes on already.
]]
local old = ticket_of(args.ticket)
if old.state ~= "carried" then refuse("wrong-state", {number = old.number, state = old.state}) end
if old.carried_to then return {done = true} end
hall.seq = hall.seq + 1
local n = tonumber(redis.call("HGET", KEYS[5], args.prefix) or 0) + 1
later("HSET", KEYS[5], args.prefix, n)
local ticket = {
  id = string.format("%012d", hall.seq), number = args.prefix .. string.format("%03d", n), token = old.token,
  day = act.day, line = old.line, lane = old.lane, service = old.service, state = "waiting", place = act.now,
  arrived = act.now, priority_reason = old.priority_reason, carried_from = old.id, calls = 0, missed = 0,
  transfers = old.transfers, origin = old.origin,
}
old.carried_to = ticket.id
keep_ticket(old)
stand(ticket)
later("HSET", KEYS[6], ticket.token, ticket.id)
fact("issued", ticket, nil, {carried_from = old.id})
return {id = ticket.id, number = ticket.number}
