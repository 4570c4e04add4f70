--[[
Give a visitor the next number of a line and stand the ticket in it.
args: service, line, prefix, lane, token; not_before, not_after (ms, optional): bounds of the place;
      slot (ms, optional); band (of extended service), priority_reason, need (optional);
      origin: the asker's name, for the log;
      promises: lane -> promised wait, ms; pulled_by: ids of the counters that are open and pull the line;
      hours: how many changes of hours that is decided by;
      quotas (optional): quota -> how many numbers of it are given on a day; room (optional): counter -> visits it
      can begin before it closes; override: whether the limits are let go, by the guide desk; person (optional):
      keyed digest of whoever's card was read; stands_for (optional): the services of a theme; slip (optional):
      an earlier visit's list of what is missing; stops, stop (optional): those of a visit with several, and
      which is the first
KEYS[13..] every lane of the line, then admissions:{day} and persons:{day}
Answers id, number, token, ahead. Refused: hours-changed, hall-stopped, service-closed (each of those counters
is closed), already-has-number (that person's number of this service isn't served yet), quota-used, numbers-used-up.
]]
check_hours()
if hall.stopped then refuse("hall-stopped") end
local open = false
for _, id in ipairs(args.pulled_by) do
  open = open or not counter_of(id).closed
  if open then break end
end
if not open then refuse("service-closed") end
local holder = args.person and args.person .. "|" .. args.service
local holds = holder and redis.call("HGET", KEYS[#KEYS], holder)
local held = holds and decoded(KEYS[3], holds)
if held and not TERMINAL[held.state] and not args.override then
  refuse("already-has-number", {number = held.number, ticket = held.id})
end
for quota, most in pairs(args.quotas or {}) do
  local given = tonumber(redis.call("HGET", KEYS[#KEYS - 1], quota) or 0)
  if given >= most and not args.override then refuse("quota-used", {quota = quota}) end
  later("HINCRBY", KEYS[#KEYS - 1], quota, 1)
end
if args.room and not args.override then
  local room, waits = 0, 0
  for id, visits in pairs(args.room) do
    if not counter_of(id).closed then room = room + visits end
  end
  for _, key in pairs(waiting) do waits = waits + redis.call("ZCARD", key) end
  if waits >= room then refuse("numbers-used-up") end
end
hall.seq = hall.seq + 1
local n = tonumber(redis.call("HGET", KEYS[5], args.prefix) or 0) + 1
later("HSET", KEYS[5], args.prefix, n)
local place = act.now
if args.not_before then place = math.max(place, args.not_before) end
if args.not_after then place = math.min(place, args.not_after) end
local ticket = {
  id = string.format("%012d", hall.seq), number = args.prefix .. string.format("%03d", n), token = args.token,
  day = act.day, line = args.line, lane = args.lane, service = args.service, state = "waiting", place = place,
  arrived = act.now, slot = args.slot, band = args.band, priority_reason = args.priority_reason, need = args.need,
  calls = 0, missed = 0, transfers = 0, origin = act.by, stands_for = args.stands_for, slip = args.slip,
  stops = args.stops, stop = args.stop,
}
stand(ticket)
later("HSET", KEYS[6], ticket.token, ticket.id)
if holder then later("HSET", KEYS[#KEYS], holder, ticket.id) end
fact("issued", ticket, nil, {origin = args.origin, override = args.override})
return {id = ticket.id, number = ticket.number, token = ticket.token, ahead = ahead_of(ticket)}
