--[[
The end of every script, put after the command by scripts.py: the first answer to a repeated
request, a refusal as JSON, or the command's answer with everything it changed.
]]
local repeated
local ok, answer = pcall(function()
  repeated = answered_before()
  if repeated then return repeated end
  check_life_plan_and_clock()
  return command()
end)
if not ok then
  if type(answer) == "table" and answer.refused then return cjson.encode(answer) end
  error(answer)
end
if repeated then return cjson.encode({answer = repeated, repeated = true, revision = hall.revision}) end
return commit(answer)
