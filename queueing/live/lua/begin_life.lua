--[[
Begin a life of the live hall: empty at first, or restored from the archive after a loss.
args: life, after (last archived revision), revision (to go on from), seq, plan;
      tickets: [ticket], by id; requests: [{key: 8..10, id, digest, answer}]; numbers: prefix -> last number;
      rolls: line -> last number of its paper roll, line:number -> ticket id; closed: counter -> reason; stopped (optional): language -> text; closed_day (optional): the last one, ISO;
      admissions: quota -> numbers given today; hours: how many changes of hours there were; today: those of the day
KEYS[13..] every lane of every line, then today:{day}, rolls:{day}, admissions:{day}, persons:{day}
Answers life. The one command that runs without a life.
]]
local old = {KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12], KEYS[1], KEYS[2]}
for _, key in pairs(waiting) do old[#old + 1] = key end
for _, key in ipairs(old) do later("DEL", key) end
hall = {life = args.life, revision = args.revision, now = act.now, tick = act.tick, seq = args.seq, plan = args.plan, hours = args.hours}
later("HSET", KEYS[1], "life", args.life)
-- Nobody sits after a loss; epochs go on above every epoch of the life before.
counters = setmetatable({}, {__index = function(_, id)
  return {id = id, epoch = (args.life - 1) * LIMIT.epochs_a_life, held = {}}
end})
local at = {}
for _, ticket in ipairs(args.tickets) do
  later("HSET", KEYS[3], ticket.id, cjson.encode(ticket))
  later("HSET", KEYS[6], ticket.token, ticket.id)
  if ticket.state == "waiting" then stand(ticket) end
  if ticket.counter and (ticket.state == "called" or ticket.state == "serving" or ticket.state == "held") then
    at[ticket.counter] = at[ticket.counter] or counter_of(ticket.counter)
    if ticket.state == "held" then table.insert(at[ticket.counter].held, ticket.id)
    else at[ticket.counter].ticket = ticket.id end
  end
end
for id, reason in pairs(args.closed) do
  at[id] = at[id] or counter_of(id)
  at[id].closed = reason
end
for id, counter in pairs(at) do later("HSET", KEYS[4], id, cjson.encode(counter)) end
for prefix, n in pairs(args.numbers) do later("HSET", KEYS[5], prefix, n) end
later("HSET", KEYS[1], "hours", args.hours)
for i = #KEYS - 3, #KEYS do later("DEL", KEYS[i]) end
for _, change in ipairs(args.today) do later("HSET", KEYS[#KEYS - 3], tostring(change.act), cjson.encode(change)) end
for field, value in pairs(args.rolls) do later("HSET", KEYS[#KEYS - 2], field, value) end
for quota, n in pairs(args.admissions) do later("HSET", KEYS[#KEYS - 1], quota, n) end
for _, request in ipairs(args.requests) do
  later("HSET", KEYS[request.key], request.id, cjson.encode({digest = request.digest, answer = request.answer}))
end
if args.stopped then later("HSET", KEYS[1], "stopped", cjson.encode(args.stopped)) end
if args.closed_day then later("HSET", KEYS[1], "closed_day", args.closed_day) end
fact("life_started", nil, nil, {life = args.life, after = args.after, tickets = #args.tickets})
return {life = args.life}
