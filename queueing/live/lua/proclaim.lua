--[[
A manager's word to the room: stop the hall, let it go on, or a free announcement.
args: kind: "hall_stopped", "hall_resumed" or "announced"; text: language -> text; zones; audio: file name;
      ends: ms, from when on an announcement is shown no more
Answers the announcement's id; it is spoken in every zone named. A hall that runs already is not let go on.
]]
if args.kind == "hall_resumed" and not hall.stopped then return {} end
if args.kind == "hall_stopped" then
  later("HSET", KEYS[1], "stopped", cjson.encode(args.text))
elseif args.kind == "hall_resumed" then
  later("HDEL", KEYS[1], "stopped")
elseif args.kind == "announced" then
  later("HSET", KEYS[1], "message", cjson.encode({text = args.text, zones = args.zones, at = act.now, ends = args.ends}))
end
local call = fact(args.kind, nil, nil, {text = args.text, zones = args.zones, audio = args.audio, ends = args.ends})
if args.audio then
  for _, zone in ipairs(args.zones) do
    local speech = decoded(KEYS[12], zone) or {epoch = 0, queue = {}}
    table.insert(speech.queue, {call = call, audio = args.audio, text = args.text, tick = act.tick, at = act.now})
    later("HSET", KEYS[12], zone, encoded_speech(speech))
  end
end
return {announcement = call}
