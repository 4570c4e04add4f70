--[[
Be a zone's one speaker and claim the next call to speak, before it is spoken: at most once (I14).
args: zone; speaker: this page; epoch (optional): of the lease it holds; ready: sound is allowed;
      claim: whether it is free to speak now; spoken (optional): the call it has finished speaking
Answers speaker (whether it is), epoch, say (a call) and left: how many wait behind it. Calls too old are shown
only, and recorded so; so is one whose speaker asks for the next without having told its end.
]]
local speech = decoded(KEYS[12], args.zone) or {epoch = 0, queue = {}}
local mine = speech.speaker == args.speaker and speech.epoch == args.epoch
local gone = not speech.speaker or act.tick - (speech.seen or 0) > LIMIT.speaker_silent
if not mine and not gone then return {speaker = false} end
if not args.ready then
  -- A page that may not make a sound gives the zone to the next in order, and the zone shows as silent.
  if mine then speech.speaker = nil end
  speech.blocked = act.tick
  later("HSET", KEYS[12], args.zone, encoded_speech(speech))
  return {speaker = false}
end
if not mine then
  speech.speaker, speech.epoch = args.speaker, speech.epoch + 1
end
speech.seen, speech.blocked = act.tick, nil
if args.spoken and speech.speaking == args.spoken then
  speech.speaking = nil
  fact("spoken", nil, nil, {call = args.spoken, zone = args.zone})
elseif args.claim and speech.speaking then
  -- Claimed, and its end was never told: the page died, or its sound failed. It may have been heard, so
  -- it is not spoken again.
  fact("unspoken", nil, nil, {call = speech.speaking, zone = args.zone, because = "unfinished"})
  speech.speaking = nil
end
local say
while args.claim and #speech.queue > 0 and not say do
  local call = table.remove(speech.queue, 1)
  if act.tick - call.tick > LIMIT.stale_call then
    fact("unspoken", nil, nil, {call = call.call, zone = args.zone, because = "stale"})
  else
    say = call
    speech.speaking = call.call
  end
end
later("HSET", KEYS[12], args.zone, encoded_speech(speech))
return {speaker = true, epoch = speech.epoch, say = say, left = #speech.queue}
