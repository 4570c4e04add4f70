--[[
A counter's hours are over: those who wait for it alone go back to the lines they came from.
args: counter
KEYS[13..] every lane of every line
Answers counter. Nobody there leaves no fact.
]]
local counter = counter_of(args.counter)
give_line_back(counter, "hours ended")
return {counter = counter.id}
