--[[
A device says how it is, or those that said nothing for too long are found lost. A change is told once (I13).
args: device; kind, place, state, text, version: its report; or test: it is to show that it works, told with the
      answer to its next report; or sweep: find those that are silent
KEYS[#KEYS]  devices  HASH  device -> kind, place, state, text, version, seen (tick), test, as JSON
Refuses device-silent.
Answers state and test; for a sweep, lost: how many were found so.
]]
local key = KEYS[#KEYS]
local function keep(id, device) later("HSET", key, id, cjson.encode(device)) end
local function turn(id, device, state, text)
  if device.state ~= state then
    fact("device_changed", nil, nil, {
      device = id, kind = device.kind, place = device.place, from = device.state, to = state, text = text})
  end
  device.state, device.text = state, text
end

if args.sweep then
  local all, lost = redis.call("HGETALL", key), 0
  for i = 1, #all, 2 do
    local device = cjson.decode(all[i + 1])
    if device.state ~= "lost" and act.tick - device.seen > LIMIT.device_silent then
      turn(all[i], device, "lost")
      keep(all[i], device)
      lost = lost + 1
    end
  end
  return {lost = lost}
end

local device = decoded(key, args.device)
if args.test then
  if not device then refuse("device-silent") end
  device.test = true
  keep(args.device, device)
  return {state = device.state}
end
local test = device and device.test
-- A new device that is well has nothing to tell; one that begins with a fault has.
device = device or {state = "ok"}
device.kind, device.place, device.version, device.seen, device.test = args.kind, args.place, args.version, act.tick, nil
turn(args.device, device, args.state, args.text)
keep(args.device, device)
return {state = device.state, test = test}
