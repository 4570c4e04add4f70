--[[
Pause a counter with a reason, or reopen it (no reason); a pause does not close it.
args: counter, epoch, bound; reason (absent: reopen)
Answers counter, paused.
]]
local counter = seated()
counter.paused = args.reason
counter.paused_at = args.reason and act.now or nil
fact(args.reason and "paused" or "reopened", nil, counter, {reason = args.reason})
return {counter = counter.id, paused = args.reason}
