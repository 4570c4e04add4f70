--[[
A manager closes a counter with a reason, or opens it again (no reason).
args: counter; reason (absent: open)
Answers counter, closed.
]]
local counter = counter_of(args.counter)
counter.closed = args.reason
fact(args.reason and "counter_closed" or "counter_opened", nil, counter, {reason = args.reason})
return {counter = counter.id, closed = args.reason}
