--[[
What the room sees and hears of calls, put between act.lua and each command by scripts.py: each zone's last
calls, and what is still to be spoken there. Both are kept as JSON with a line break after each call, so that
one is put in or taken out without reading the others: neither a raw line break nor a raw quotation mark ever
stands inside a JSON string.
]]
-- A zone's speech; what is still to be spoken stands first.
local QUEUE = '{"queue":['
local function encoded_speech(speech)
  local queue, rest = {}, {}
  for i, call in ipairs(speech.queue) do queue[i] = cjson.encode(call) .. "\n" end
  for name, value in pairs(speech) do
    if name ~= "queue" then rest[name] = value end
  end
  return QUEUE .. table.concat(queue, ",") .. "]," .. cjson.encode(rest):sub(2)
end

-- The calls of a kept list, each still JSON, without those of some tickets; and what stands behind the list.
local function calls_but(json, tickets)
  local calls, behind = {}, 1
  for call, after in json:gmatch("({[^\n]*\n)()") do
    local wanted = true
    for _, id in ipairs(tickets) do
      wanted = wanted and not call:find('"ticket":"' .. id .. '"', 1, true)
    end
    if wanted then calls[#calls + 1] = call end
    behind = after
  end
  return calls, json:sub(behind)
end

local function shown_but(zone, tickets) return (calls_but(redis.call("HGET", KEYS[11], zone) or "[]", tickets)) end
local function show(zone, calls) later("HSET", KEYS[11], zone, "[" .. table.concat(calls, ",") .. "]") end

local function queued_but(zone, tickets)
  local speech = redis.call("HGET", KEYS[12], zone) or encoded_speech({epoch = 0, queue = {}})
  return calls_but(speech:sub(#QUEUE + 1), tickets)
end
local function queue_up(zone, calls, behind) later("HSET", KEYS[12], zone, QUEUE .. table.concat(calls, ",") .. behind) end

-- Show a call in every zone that shows this counter, each ticket once, and queue it to be spoken there; one
-- without a number (a walk-in that went back to a line) says nothing to anybody and is never announced.
local function show_call(call)
  if call.number == "" then return end
  local json = cjson.encode(call) .. "\n"
  for _, zone in ipairs(args.zones) do
    local shown = shown_but(zone, {call.ticket})
    table.insert(shown, 1, json)
    shown[LIMIT.shown_calls + 1] = nil
    show(zone, shown)
    local queue, behind = queued_but(zone, {})
    queue[#queue + 1] = json
    -- A zone that nobody speaks for must not grow without bound; the oldest are shown only.
    while #queue > LIMIT.unspoken_calls do
      local dropped = cjson.decode(table.remove(queue, 1))
      fact("unspoken", nil, nil, {call = dropped.call, zone = zone, because = "too many"})
      facts[#facts].zone = zone
    end
    queue_up(zone, queue, behind)
  end
end

-- Tickets stand in their lines again: their calls leave the boards, and what is not yet spoken stays unspoken.
local function withdraw(tickets)
  for _, zone in ipairs(args.zones) do
    if redis.call("HEXISTS", KEYS[11], zone) == 1 then show(zone, shown_but(zone, tickets)) end
    if redis.call("HEXISTS", KEYS[12], zone) == 1 then queue_up(zone, queued_but(zone, tickets)) end
  end
end
