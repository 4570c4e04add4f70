--[[
Pause a counter with a reason, or reopen it (no reason); a pause does not close it.
args: counter, epoch, bound; reason (absent: reopen)
Answers counter, paused. What is so already leaves no fact.
]]
local counter = seated()
if counter.paused ~= args.reason then
  counter.paused = args.reason
  counter.paused_at = args.reason and act.now or nil
  fact(args.reason and "paused" or "reopened", nil, counter, {reason = args.reason})
end
return {counter = counter.id, paused = args.reason}
