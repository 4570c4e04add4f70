--[[
Take a seat at a counter; every later act carries the epoch, so an older seat cannot act (I20).
args: counter, name, takeover
Answers epoch. Refused: seated, when someone sits there and takeover was not asked for.
]]
local counter = counter_of(args.counter)
if counter.holder and not args.takeover then
  refuse("seated", {counter = args.counter, holder = counter.holder_name or counter.holder, since = counter.sat_at})
end
local former = counter.holder
counter.epoch = counter.epoch + 1
counter.holder, counter.holder_name, counter.seen, counter.sat_at = act.by, args.name, act.tick, act.now
counter.paused, counter.undo = nil, nil
later("HSET", KEYS[7], counter.id .. "|" .. act.by, counter.epoch)
fact("sat", nil, counter, {epoch = counter.epoch, took_over_from = former})
return {epoch = counter.epoch}
