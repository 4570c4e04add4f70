--[[
What every act shares, put before each command by scripts.py: keys, the request record, the clock,
tickets and counters, facts. Writes are kept back and done together at the end, so a refusal,
or a fault in a script, leaves nothing half done.
KEYS[1]      hall              HASH    life, revision, now, tick, seq, plan, hours, stopped, behind, clock_held
KEYS[2]      facts             STREAM  {revision}-0 -> fact, JSON
KEYS[3]      tickets           HASH    ticket id -> ticket, JSON
KEYS[4]      counters          HASH    counter id -> counter, JSON
KEYS[5]      numbers:{day}     HASH    prefix -> last number issued
KEYS[6]      tokens            HASH    token -> ticket id
KEYS[7]      sits              HASH    counter|principal -> epoch of its last sit
KEYS[8..10]  requests:{day}    HASH    principal|request id -> digest and answer; today and two days back
KEYS[11]     calls             HASH    zone -> its last calls, newest first, JSON
KEYS[12]     speech            HASH    zone -> its speaker and what it has still to speak, JSON
KEYS[13..]   waiting:{line}:{lane}  ZSET  ticket id -> place, ms since the epoch
ARGV[1]      the act, JSON: now, tick (ms), day, plan, by, and request with digest when one was sent
ARGV[2]      the command's own arguments, JSON; each command lists its own
ARGV[3]      names of KEYS[13..] as "line:lane", JSON array
MOVES and LIMIT are written in from rules/tickets.py, the only place that knows them.
Returns JSON: {"answer", "revision"} or {"refused", and what the sentence needs}.
]]
local act, args = cjson.decode(ARGV[1]), cjson.decode(ARGV[2])
local waiting = {}
for i, name in ipairs(cjson.decode(ARGV[3])) do waiting[name] = KEYS[12 + i] end

local hall = redis.call("HMGET", KEYS[1], "life", "revision", "now", "tick", "seq", "plan", "stopped", "behind", "clock_held", "hours")
hall = {
  life = tonumber(hall[1] or nil), revision = tonumber(hall[2] or nil), now = tonumber(hall[3] or nil),
  tick = tonumber(hall[4] or nil), seq = tonumber(hall[5] or nil), plan = tonumber(hall[6] or nil),
  stopped = hall[7] or nil, behind = hall[8] or nil, clock_held = hall[9] or nil,
  -- How often the hours of any day were changed by an act.
  hours = tonumber(hall[10] or 0),
}

local tickets, was, counters, changed_tickets, changed_counters = {}, {}, {}, {}, {}
local facts, tickets_told, writes = {}, {}, {}

local function refuse(code, params)
  params = params or {}
  params.refused = code
  error(params)
end

-- A write kept back until the act is known to succeed.
local function later(...) writes[#writes + 1] = {...} end

-- A ticket read from Redis; what it was is kept, so that its next fact tells the whole move.
local function met(json)
  local ticket = cjson.decode(json)
  tickets[ticket.id], was[ticket.id] = ticket, {state = ticket.state, line = ticket.line}
  return ticket
end

local function ticket_of(id)
  if tickets[id] then return tickets[id] end
  local json = redis.call("HGET", KEYS[3], id)
  if not json then refuse("unknown-ticket", {ticket = id}) end
  return met(json)
end

local function counter_of(id)
  if not counters[id] then
    local json = redis.call("HGET", KEYS[4], id)
    counters[id] = json and cjson.decode(json) or {id = id, epoch = (hall.life - 1) * LIMIT.epochs_a_life, held = {}}
  end
  return counters[id]
end

local function keep_ticket(ticket) tickets[ticket.id] = ticket; changed_tickets[ticket.id] = ticket end
local function keep_counter(counter) changed_counters[counter.id] = counter end

-- What happened; the ticket is written down as it stands after this fact, not after the whole act.
local function fact(kind, ticket, counter, detail)
  hall.revision = hall.revision + 1
  facts[#facts + 1] = {
    revision = hall.revision, life = hall.life, kind = kind, at = act.now, tick = act.tick, day = act.day,
    plan = act.plan, by = act.by, was = ticket and was[ticket.id] or nil, counter = counter and counter.id or nil,
    zone = args.zone, detail = detail or {},
  }
  if ticket then tickets_told[#facts] = cjson.encode(ticket) end
  if ticket then was[ticket.id] = {state = ticket.state, line = ticket.line} end
  if ticket then keep_ticket(ticket) end
  if counter then keep_counter(counter) end
  return hall.life .. "-" .. hall.revision
end

local function move(ticket, to)
  if not MOVES[ticket.state][to] then
    refuse("wrong-state", {number = ticket.number, state = ticket.state, to = to})
  end
  ticket.state = to
end

local function waiting_key(line, lane)
  local key = waiting[line .. ":" .. lane]
  if not key then refuse("unknown-line", {line = line, lane = lane}) end
  return key
end

local function stand(ticket) later("ZADD", waiting_key(ticket.line, ticket.lane), ticket.place, ticket.id) end
local function unstand(ticket) later("ZREM", waiting_key(ticket.line, ticket.lane), ticket.id) end

-- The share of its promise a place has used up; the same division as rules/next_ticket.py.
local function share_of(place, promise) return (act.now - place) / promise end

-- How many of the same line the rule puts before this ticket: larger share, or equal and smaller id.
local function ahead_of(ticket)
  local mine, n = share_of(ticket.place, args.promises[ticket.lane]), 0
  for lane, promise in pairs(args.promises) do
    local key = waiting_key(ticket.line, lane)
    -- Where it stands until this act is written down; it is never before itself.
    local former = tonumber(redis.call("ZSCORE", key, ticket.id) or nil)
    -- Shares decide, not places: only around the edge can rounding matter, so those few are compared.
    local edge = act.now - mine * promise
    local low, high = string.format("%.0f", math.floor(edge) - 1), string.format("%.0f", math.ceil(edge) + 1)
    n = n + redis.call("ZCOUNT", key, "-inf", "(" .. low)
    if former and former < tonumber(low) then n = n - 1 end
    local near = redis.call("ZRANGEBYSCORE", key, low, high, "WITHSCORES")
    for i = 1, #near, 2 do
      local share = share_of(tonumber(near[i + 1]), promise)
      if near[i] ~= ticket.id and (share > mine or (share == mine and near[i] < ticket.id)) then n = n + 1 end
    end
  end
  return n
end

-- Places of those who may go first when a waiting ticket lets others pass: the next behind it in its own lane.
local function next_behind(ticket)
  local key, places = waiting_key(ticket.line, ticket.lane), {}
  local rank = redis.call("ZRANK", key, ticket.id)
  local found = rank and redis.call("ZRANGE", key, rank + 1, rank + LIMIT.let_pass, "WITHSCORES") or {}
  for i = 2, #found, 2 do places[i / 2] = tonumber(found[i]) end
  return places
end

-- The seat this act is done from; every act of a clerk passes here (I20).
local function seated()
  local counter = counter_of(args.counter)
  if not counter.holder then refuse("not-seated", {counter = args.counter}) end
  local epoch = args.epoch
  if not epoch and args.bound then epoch = tonumber(redis.call("HGET", KEYS[7], counter.id .. "|" .. act.by) or nil) end
  if not epoch then refuse("not-seated", {counter = args.counter}) end
  if epoch ~= counter.epoch or counter.holder ~= act.by then
    refuse("seat-lost", {counter = args.counter, holder = counter.holder_name or counter.holder})
  end
  counter.seen = act.tick
  keep_counter(counter)
  return counter
end

-- The seated counter and its ticket in hand, which must be in one of these states.
local function in_hand(...)
  local counter = seated()
  if not counter.ticket then refuse("no-ticket", {counter = args.counter}) end
  local ticket = ticket_of(counter.ticket)
  for _, state in ipairs({...}) do
    if ticket.state == state then return counter, ticket end
  end
  refuse("wrong-state", {number = ticket.number, state = ticket.state, to = ({...})[1]})
end

local function finish(ticket, counter, detail)
  detail.from = ticket.state
  if ticket.state == "called" then ticket.start_not_pressed = true end
  -- Ended on the morning after, by the next call: when the visit was over nobody knows.
  if ticket.day ~= act.day then ticket.end_not_pressed = true end
  move(ticket, "finished")
  ticket.ended_at, ticket.outcome, ticket.items = act.now, detail.outcome, detail.items
  counter.ticket, counter.undo = nil, nil
  fact("finished", ticket, counter, detail)
end

-- What a call writes on its ticket; an undo puts back what stood there.
local CALL_WRITES = {"counter", "called_at", "called_tick", "first_called", "started_at", "calls", "waited", "reason"}

-- A held ticket is held no longer; whether it was.
local function put_down(counter, held)
  local kept, was_held = {}, false
  for _, id in ipairs(counter.held) do
    if id == held then was_held = true else kept[#kept + 1] = id end
  end
  counter.held = kept
  keep_counter(counter)
  return was_held
end

-- Who decides by today's hours says which changes are known there; of another one it must hear first.
local function check_hours()
  if args.hours ~= hall.hours then refuse("hours-changed") end
end

-- And until when that holds: a call may come late, and nobody is called after the counter has closed.
local function check_in_time()
  if act.now >= args.holds_until then refuse("hours-changed") end
end

-- A change of today's hours by an act: kept for the day in today:{day}, counted, told.
local function change_hours(today, change)
  hall.hours = hall.hours + 1
  change.act, change.at, change.by = hall.hours, act.now, act.by
  later("HSET", today, tostring(hall.hours), cjson.encode(change))
  later("HSET", KEYS[1], "hours", hall.hours)
  fact(change.kind, nil, nil, change)
  facts[#facts].counter = change.counter
end

-- A change of today taken back: it stays, marked, and the undo is one too.
local function undo_change(today, undone)
  undone.undone = true
  later("HSET", today, tostring(undone.act), cjson.encode(undone))
  local change = {kind = "hours_undone", counter = undone.counter, undoes = undone.act, was = undone.kind, advice = undone.advice}
  change_hours(today, change)
  return change
end

local function decoded(key, field)
  local json = redis.call("HGET", key, field)
  return json and cjson.decode(json) or nil
end

-- The first answer to a request already done (I8); nil when it is new.
local function answered_before()
  if not act.request then return nil end
  for i = 8, 10 do
    local record = decoded(KEYS[i], act.request)
    if record then
      if record.digest ~= act.digest then refuse("request-differs") end
      return record.answer
    end
  end
end

local function check_life_plan_and_clock()
  if act.begins_life then return end
  if not hall.life then refuse("live-state-lost") end
  if hall.behind then refuse("live-state-behind") end
  if act.plan and act.plan < hall.plan then refuse("plan-outdated", {plan = act.plan, newest = hall.plan}) end
  local back = hall.now - act.now
  if back > LIMIT.clock_back then refuse("clock-back", {minutes = math.ceil(back / 60000)}) end
  local held = hall.clock_held
  if back > 0 then act.now = hall.now end
  act.tick = math.max(act.tick, hall.tick)
  -- Milliseconds of jitter between processes are held silently; a step is recorded once (I18).
  if back > LIMIT.clock_jitter and not held then
    fact("clock_stepped", nil, nil, {back = back})
    later("HSET", KEYS[1], "clock_held", "1")
  elseif back <= 0 and held then
    later("HDEL", KEYS[1], "clock_held")
  end
end

local function commit(answer)
  if next(changed_tickets) == nil and next(changed_counters) == nil and #facts == 0 and #writes == 0 then
    return cjson.encode({answer = answer, revision = hall.revision})
  end
  if act.request and #facts > 0 then
    -- A repeat gets this answer word for word, its revision too.
    answer.revision = hall.revision
    facts[#facts].request = {id = act.request, digest = act.digest, answer = answer}
    redis.call("HSET", KEYS[8], act.request, cjson.encode({digest = act.digest, answer = answer}))
  end
  for id, ticket in pairs(changed_tickets) do redis.call("HSET", KEYS[3], id, cjson.encode(ticket)) end
  for id, counter in pairs(changed_counters) do redis.call("HSET", KEYS[4], id, cjson.encode(counter)) end
  for _, write in ipairs(writes) do redis.call(unpack(write)) end
  for i, f in ipairs(facts) do
    local told = cjson.encode(f)
    -- The ticket was put into JSON once already, when the fact was told.
    if tickets_told[i] then told = '{"ticket":' .. tickets_told[i] .. "," .. told:sub(2) end
    redis.call("XADD", KEYS[2], f.revision .. "-0", "fact", told)
  end
  redis.call("HSET", KEYS[1], "revision", hall.revision, "now", act.now, "tick", act.tick, "seq", hall.seq,
    "plan", math.max(hall.plan, act.plan or 0))
  return cjson.encode({answer = answer, revision = hall.revision})
end
