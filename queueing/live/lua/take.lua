--[[
Give a visitor the next number of a line and stand the ticket in it.
args: service, line, prefix, lane, token; not_before, not_after (ms, optional): bounds of the place;
      slot (ms, optional); priority_reason, need (optional); origin: the asker's name, for the log;
      promises: lane -> promised wait, ms; pulled_by: ids of the counters that pull the line
KEYS[13..] every lane of the line
Answers id, number, token, ahead. Refused: hall-stopped, service-closed (each of those counters is closed).
]]
if hall.stopped then refuse("hall-stopped") end
local open = false
for _, id in ipairs(args.pulled_by) do
  open = open or not counter_of(id).closed
  if open then break end
end
if not open then refuse("service-closed") end
hall.seq = hall.seq + 1
local n = tonumber(redis.call("HGET", KEYS[5], args.prefix) or 0) + 1
later("HSET", KEYS[5], args.prefix, n)
local place = act.now
if args.not_before then place = math.max(place, args.not_before) end
if args.not_after then place = math.min(place, args.not_after) end
local ticket = {
  id = string.format("%012d", hall.seq), number = args.prefix .. string.format("%03d", n), token = args.token,
  day = act.day, line = args.line, lane = args.lane, service = args.service, state = "waiting", place = place,
  arrived = act.now, slot = args.slot, priority_reason = args.priority_reason, calls = 0, missed = 0, transfers = 0, origin = act.by,
  need = args.need,
}
stand(ticket)
later("HSET", KEYS[6], ticket.token, ticket.id)
fact("issued", ticket, nil, {origin = args.origin})
return {id = ticket.id, number = ticket.number, token = ticket.token, ahead = ahead_of(ticket)}
