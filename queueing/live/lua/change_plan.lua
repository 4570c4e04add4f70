--[[
The hall goes on by a newer version of its plan. Nobody may be left standing in what that version no longer has.
args: version; former: the one it replaces, for the log; why (optional); gone: what it no longer has:
      {lines, lanes, services, counters}, each id -> true; moves: line -> the line its visitors go on in
KEYS[13..] every lane of every line of both versions
Answers version, moved: how many tickets stand elsewhere now; already: it, or a later one, is in force.
Refused: counter-in-use, line-in-use, lane-in-use, service-in-use.
]]
if hall.plan >= args.version then return {version = hall.plan, already = true} end
for id in pairs(args.gone.counters) do
  local counter = counter_of(id)
  if counter.holder or counter.ticket then
    refuse("counter-in-use", {counter = id, holder = counter.holder_name or counter.holder or id})
  end
end
-- Where a gone line's visitors go on; any other line stays.
local function led(line) return args.gone.lines[line] and args.moves[line] or line end
-- The gone lines a ticket stands in, still goes on to, or would go back to.
local function needed(ticket)
  local lines = {ticket.line, ticket.home}
  for _, stop in ipairs(ticket.stops or {}) do
    if not stop.done then lines[#lines + 1] = stop.line end
  end
  local found = {}
  for _, line in pairs(lines) do
    if args.gone.lines[line] then found[line] = true end
  end
  return found
end
-- Places and numbers stay; who is in hand, held or missed goes back to the new line, should it come to that.
local function go_over(ticket)
  local from, waits = ticket.line, ticket.state == "waiting"
  if waits then unstand(ticket) end
  ticket.line, ticket.home = led(ticket.line), ticket.home and led(ticket.home)
  for _, stop in ipairs(ticket.stops or {}) do
    if not stop.done then stop.line = led(stop.line) end
  end
  if waits then stand(ticket) end
  fact("service_changed", ticket, nil, {from = from, to = ticket.line, because = "plan changed"})
end
local left, moved = {line = {}, lane = {}, service = {}}, 0
local function stays(what, id) left[what][id] = (left[what][id] or 0) + 1 end
local all = next(args.gone.lines) or next(args.gone.lanes) or next(args.gone.services)
all = all and redis.call("HGETALL", KEYS[3]) or {}
for i = 2, #all, 2 do
  local ticket = cjson.decode(all[i])
  if not TERMINAL[ticket.state] then
    local lines = needed(ticket)
    if args.gone.services[ticket.service] then stays("service", ticket.service)
    elseif args.gone.lanes[ticket.lane] then stays("lane", ticket.lane)
    elseif next(lines) then
      for line in pairs(lines) do
        if not args.moves[line] then stays("line", line) end
      end
      go_over(met(all[i]))
      moved = moved + 1
    end
  end
end
for what, refusal in pairs({line = "line-in-use", lane = "lane-in-use", service = "service-in-use"}) do
  local id, n = next(left[what])
  if id then refuse(refusal, {[what] = id, n = n}) end
end
hall.plan = args.version
fact("plan_changed", nil, nil, {version = args.version, former = args.former, why = args.why, moved = moved})
return {version = args.version, moved = moved}
