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
-- Places and numbers stay; who is in hand, held or missed goes back to the new line, should it come to that.
local function go_over(ticket, to)
  local from, state = ticket.line, ticket.state
  if state == "waiting" then unstand(ticket) end
  ticket.line = to
  if state == "waiting" then stand(ticket) end
  fact("service_changed", ticket, nil, {from = from, to = to, because = "plan changed"})
end
local left, moved = {line = {}, lane = {}, service = {}}, 0
local function stays(what, id) left[what][id] = (left[what][id] or 0) + 1 end
local all = next(args.gone.lines) or next(args.gone.lanes) or next(args.gone.services)
all = all and redis.call("HGETALL", KEYS[3]) or {}
for i = 2, #all, 2 do
  local ticket = cjson.decode(all[i])
  if not TERMINAL[ticket.state] then
    local to = args.gone.lines[ticket.line] and args.moves[ticket.line]
    if args.gone.services[ticket.service] then stays("service", ticket.service)
    elseif args.gone.lanes[ticket.lane] then stays("lane", ticket.lane)
    elseif args.gone.lines[ticket.line] and not to then stays("line", ticket.line)
    elseif to then go_over(met(all[i]), to); moved = moved + 1 end
  end
end
for what, refusal in pairs({line = "line-in-use", lane = "lane-in-use", service = "service-in-use"}) do
  local id, n = next(left[what])
  if id then refuse(refusal, {[what] = id, n = n}) end
end
hall.plan = args.version
fact("plan_changed", nil, nil, {version = args.version, former = args.former, why = args.why, moved = moved})
return {version = args.version, moved = moved}
