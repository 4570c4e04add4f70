--[[
A manager closes a counter with a reason, or opens it again (no reason).
Those who wait for a closed counter alone go back to their lines (given_back).
args: counter; reason (absent: open)
KEYS[13..] every lane of every line
Answers counter, closed. What is so already leaves no fact.
]]
local counter = counter_of(args.counter)
if counter.closed ~= args.reason then
  counter.closed = args.reason
  local detail = {reason = args.reason}
  -- Whoever sits there needs no new seat when it opens again.
  if not args.reason and counter.holder then detail.seated, detail.paused = true, counter.paused end
  fact(args.reason and "counter_closed" or "counter_opened", nil, counter, detail)
  if args.reason then give_line_back(counter, "closed") end
end
return {counter = counter.id, closed = args.reason}
