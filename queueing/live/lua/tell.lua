--[[
Something about the hall as a whole is told: a fact and nothing else; a repeat of its request tells nothing.
args: kind; detail
Answers nothing.
]]
fact(args.kind, nil, nil, args.detail)
return {}
