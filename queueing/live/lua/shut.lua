--[[
A manager closes a counter with a reason, or opens it again (no reason).
args: counter; reason (absent: open)
Answers counter, closed. What is so already leaves no fact.
]]
local counter = counter_of(args.counter)
if counter.closed ~= args.reason then
  counter.closed = args.reason
  fact(args.reason and "counter_closed" or "counter_opened", nil, counter, {reason = args.reason})
end
return {counter = counter.id, closed = args.reason}
