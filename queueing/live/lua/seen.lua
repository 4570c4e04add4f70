--[[
The clerk's page is still there; silence ends no seat, it only shows "unseen since".
args: counter, epoch, bound
Answers epoch. Leaves no fact.
]]
return {epoch = seated().epoch}
