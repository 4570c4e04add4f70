--[[
Be a zone's one speaker and claim the next call to speak, before it is spoken: at most once (I14). Every screen
also tells here what it has shown, so that each call has a receipt: where it was shown, whether it was spoken.
args: zone; speaker: this page; epoch (optional): of the lease it holds; ready: sound is allowed;
      claim: whether it is free to speak now; spoken (optional): the call it has finished speaking;
      quiet (optional): at this hour calls are only shown; shown (optional): calls on its screen since it last
      asked; screen: whose screen that is
Answers speaker (whether it is), epoch, say (a call), left: how many wait behind it, and dropped: how long ago
a call was last too old to be spoken, ms. Such a call is shown only, and recorded so; so is one whose speaker asks
for the next without having told its end.
]]
local speech = decoded(KEYS[12], args.zone) or {epoch = 0, queue = {}}
-- What became of a call here; as many of the newest are kept as the zone's boards show.
local function receipt(id)
  speech.receipts = speech.receipts or {}
  for _, one in ipairs(speech.receipts) do
    if one.call == id then return one end
  end
  table.insert(speech.receipts, 1, {call = id, shown = {}})
  speech.receipts[LIMIT.shown_calls + 1] = nil
  return speech.receipts[1]
end
local function tell(kind, id, because)
  local one = receipt(id)
  one[kind], one.because = act.now, because
  fact(kind, nil, nil, {call = id, zone = args.zone, because = because, shown = next(one.shown) and one.shown})
end
local function keep() later("HSET", KEYS[12], args.zone, encoded_speech(speech)) end

for _, id in ipairs(args.shown or {}) do
  local shown = receipt(id).shown
  shown[args.screen] = shown[args.screen] or act.now
end
local mine = speech.speaker == args.speaker and speech.epoch == args.epoch
local gone = not speech.speaker or act.tick - (speech.seen or 0) > LIMIT.speaker_silent
if not mine and not gone then
  if args.shown then keep() end
  return {speaker = false}
end
if not args.ready then
  -- A page that may not make a sound gives the zone to the next in order, and the zone shows as silent.
  if mine then speech.speaker = nil end
  speech.blocked = act.tick
  keep()
  return {speaker = false}
end
if not mine then
  speech.speaker, speech.epoch = args.speaker, speech.epoch + 1
end
speech.seen, speech.blocked = act.tick, nil
if args.spoken and speech.speaking == args.spoken then
  speech.speaking = nil
  tell("spoken", args.spoken)
elseif args.claim and speech.speaking then
  -- Claimed, and its end was never told: the page died, or its sound failed. It may have been heard, so
  -- it is not spoken again.
  tell("unspoken", speech.speaking, "unfinished")
  speech.speaking = nil
end
local say
while args.claim and #speech.queue > 0 and not say do
  local call = table.remove(speech.queue, 1)
  -- A free announcement is a person's wish of this hour; calls keep the quiet.
  local because = act.tick - call.tick > LIMIT.stale_call and "stale" or args.quiet and not call.audio and "quiet"
  if because then
    tell("unspoken", call.call, because)
    if because == "stale" then speech.dropped = act.tick end
  else
    say = call
    speech.speaking = call.call
  end
end
keep()
return {speaker = true, epoch = speech.epoch, say = say, left = #speech.queue,
  dropped = speech.dropped and act.tick - speech.dropped}
