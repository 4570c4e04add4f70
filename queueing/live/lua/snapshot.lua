--[[
The hall as it stands, with its revision, in one step: what boards, consoles and the follower start from.
args: pick_up: ids of the lines in which results are collected
KEYS[13..]  every lane of every line
KEYS[#KEYS] today:{day}  HASH  act -> a change of today's hours, JSON
Answers revision, life, now, tick, stopped, message; calls by zone; counts and heads (oldest place) by "line:lane";
counters and the tickets in their hands; speech by zone; ready: who can collect a result (ticket, number, line, since);
hours: how many changes of hours there were, and those of today.
]]
local counts, heads, at_counters, in_hands, calls, speech = {}, {}, {}, {}, {}, {}
for name, key in pairs(waiting) do
  local n = redis.call("ZCARD", key)
  if n > 0 then
    counts[name] = n
    heads[name] = tonumber(redis.call("ZRANGE", key, 0, 0, "WITHSCORES")[2])
  end
end
local all = redis.call("HGETALL", KEYS[4])
for i = 1, #all, 2 do
  local counter = cjson.decode(all[i + 1])
  at_counters[all[i]] = counter
  if counter.ticket then in_hands[counter.ticket] = ticket_of(counter.ticket) end
end
for field, key in pairs({calls = KEYS[11], speech = KEYS[12]}) do
  local rows = redis.call("HGETALL", key)
  for i = 1, #rows, 2 do (field == "calls" and calls or speech)[rows[i]] = cjson.decode(rows[i + 1]) end
end
local ready = {}
for _, line in ipairs(args.pick_up) do
  for name, key in pairs(waiting) do
    for _, id in ipairs(name:sub(1, #line + 1) == line .. ":" and redis.call("ZRANGE", key, 0, -1) or {}) do
      local ticket = ticket_of(id)
      local told = {ticket = id, number = ticket.number, line = line, since = ticket.ready_at}
      if ticket.ready_at then ready[#ready + 1] = told end
    end
  end
end
local today = {}
local changes = redis.call("HGETALL", KEYS[#KEYS])
for i = 2, #changes, 2 do today[#today + 1] = cjson.decode(changes[i]) end
return {hours = hall.hours, today = today, revision = hall.revision, life = hall.life, now = act.now, tick = act.tick,
  message = decoded(KEYS[1], "message"), stopped = hall.stopped and cjson.decode(hall.stopped),
  calls = calls, counts = counts, heads = heads, counters = at_counters, tickets = in_hands, speech = speech, ready = ready}
