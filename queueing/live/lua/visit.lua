--[[
Where a visit goes on to, put between room.lua and each command by scripts.py: from one line to another, back
from the line of a counter that has gone, to the next of its stops.
]]
-- A ticket sent to one counter's own line remembers the line it came from, for when that counter goes.
local function to_line(ticket, line)
  local named = ticket.line:sub(1, 1) == "@"
  if line:sub(1, 1) ~= "@" then ticket.home = nil elseif not named then ticket.home = ticket.line end
  ticket.line = line
end

-- Those who wait for a counter alone go back to the lines they came from, place and lane kept.
local function give_line_back(counter, because)
  local own, given = "@" .. counter.id, {}
  for name, key in pairs(waiting) do
    if name:sub(1, #own + 1) == own .. ":" then
      for _, id in ipairs(redis.call("ZRANGE", key, 0, -1)) do given[#given + 1] = id end
    end
  end
  table.sort(given)
  for _, id in ipairs(given) do
    local ticket = ticket_of(id)
    -- A line that a newer plan has dropped takes nobody: such a ticket stays, and the manager's page tells.
    if ticket.home and waiting[ticket.home .. ":" .. ticket.lane] then
      unstand(ticket)
      to_line(ticket, ticket.home)
      stand(ticket)
      fact("given_back", ticket, counter, {from = own, to = ticket.line, because = because})
    end
  end
end

-- Minutes to wait in a line now: people before, over open counters, times minutes a visit (rules/stops.py).
local function expected_wait(line)
  local at, before, open = args.stops_at[line], 0, 0
  if not at then return math.huge end
  for name, key in pairs(waiting) do
    if name:sub(1, #line + 1) == line .. ":" then before = before + redis.call("ZCARD", key) end
  end
  for _, id in ipairs(at.counters) do
    if not counter_of(id).closed then open = open + 1 end
  end
  return open > 0 and before / open * at.minutes or math.huge
end

-- The stop to go to next: of those whose turn it may be, the shortest to wait for; nil when nothing is left.
-- A line that no service goes to any more, by a newer plan, is passed over: no clerk could end the visit else.
local function next_stop(stops, lane)
  local best, least
  for i, stop in ipairs(stops) do
    local there = waiting[stop.line .. ":" .. lane]
    if there and not stop.done and (not stop.after or stops[stop.after].done) then
      local wait = expected_wait(stop.line)
      if not best or wait < least then best, least = i, wait end
    end
  end
  return best
end

-- A visit is done at this counter: it goes on to its next stop, which is answered, or has ended. Unless it is
-- handed on, the services of this stop have ended, so what would have followed them is left out.
local function conclude(ticket, counter, detail)
  local stops = ticket.stops
  local stop = stops and stops[ticket.stop]
  if not stop then return finish(ticket, counter, detail) end
  stop.done, stop.waited, stop.started, stop.counter = act.now, ticket.waited, ticket.started_at, counter.id
  stop.outcome, stop.items = detail.outcome, detail.items
  local following = ticket.stop + 1
  while not detail.onward and stops[following] and stops[following].after == following - 1 do
    stops[following].done, stops[following].left_out = act.now, true
    following = following + 1
  end
  local to = next_stop(stops, ticket.lane)
  if not to then return finish(ticket, counter, detail) end
  local at = args.stops_at[stops[to].line] or {}
  detail.from, detail.to, detail.stop = ticket.line, stops[to].line, to
  detail.start_not_pressed = ticket.state == "called" or nil
  move(ticket, "waiting")
  to_line(ticket, stops[to].line)
  stops[to].entered, ticket.stop, ticket.service, ticket.place = act.now, to, stops[to].services[1], act.now
  ticket.missed, ticket.quiet, ticket.ready_at = 0, at.quiet, at.ready and act.now or nil
  ticket.ready_by = detail.ready_by or ticket.ready_by
  ticket.counter, ticket.called_at, ticket.started_at, ticket.reason = nil, nil, nil, nil
  counter.ticket, counter.undo = nil, nil
  stand(ticket)
  fact("handed_on", ticket, counter, detail)
  return to
end
