--[[
An alert is raised, taken on by somebody, passed on because nobody did, or over. Each is told once.
args: alert: its id; to: "raised", "changed", "acknowledged", "escalated" or "ended";
      kind, subject, names, value: what is wrong, as it is now; longest: of a longest wait, its lane and minutes;
      name: of who takes it on
KEYS[#KEYS]  alerts  HASH  alert -> kind, subject, names, value, longest, at (ms), tick, owner, owner_name, escalated, as JSON
Refuses alert-over (it isn't there to be taken on). What is so already leaves no fact, nor does "changed".
Answers alert, and owner_name when somebody has it.
]]
local key = KEYS[#KEYS]
local alert = decoded(key, args.alert)
local function tell(kind)
  fact(kind, nil, nil, {
    alert = args.alert, kind = alert.kind, subject = alert.subject, names = alert.names, value = alert.value, longest = alert.longest,
  })
end
local function see(it) it.names, it.value, it.longest = args.names, args.value, args.longest end
if alert and args.value then see(alert) end
local function keep() later("HSET", key, args.alert, cjson.encode(alert)) end

if args.to == "raised" then
  if not alert then
    alert = {kind = args.kind, subject = args.subject, at = act.now, tick = act.tick}
    see(alert)
    keep()
    tell("alert_raised")
  end
elseif not alert then
  if args.to == "acknowledged" then refuse("alert-over") end
elseif args.to == "ended" then
  later("HDEL", key, args.alert)
  tell("alert_ended")
elseif args.to == "changed" then
  keep()
elseif args.to == "escalated" and not alert.escalated and not alert.owner then
  alert.escalated = true
  keep()
  tell("alert_escalated")
elseif args.to == "acknowledged" and not alert.owner then
  alert.owner, alert.owner_name = act.by, args.name
  keep()
  tell("alert_acknowledged")
end
return {alert = args.alert, owner_name = alert and alert.owner_name}
