--[[
Pause a counter with a reason, or reopen it (no reason); a pause does not close it.
Those who wait for this counter alone go back to their lines (given_back).
args: counter, epoch, bound; reason (absent: reopen)
KEYS[13..] every lane of every line
Answers counter, paused. What is so already leaves no fact.
]]
local counter = seated()
if counter.paused ~= args.reason then
  counter.paused = args.reason
  counter.paused_at = args.reason and act.now or nil
  fact(args.reason and "paused" or "reopened", nil, counter, {reason = args.reason})
  if args.reason then give_line_back(counter, "paused") end
end
return {counter = counter.id, paused = args.reason}
