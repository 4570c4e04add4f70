--[[
Advice is followed: all that it changes today, in one step. Or it is taken back: whatever of it still stands.
args: hours: how many changes of hours it is decided by; advice: its id; undo (optional): take it back;
      changes: [change of today], each as hours.lua has it, of lines, a stop or a wish; record: what was forecast
KEYS[#KEYS] today:{day}  HASH  act -> a change of today, JSON
Answers advice, acts. Advice that is followed already changes nothing. Refused: hours-changed,
change-gone, advice-gone (there is nothing to change).
]]
check_hours()
local today, standing, acts = KEYS[#KEYS], {}, {}
local rows = redis.call("HGETALL", KEYS[#KEYS])
for i = 2, #rows, 2 do
  local row = cjson.decode(rows[i])
  if row.advice == args.advice and not row.undone and not row.undoes then standing[#standing + 1] = row end
end
table.sort(standing, function(a, b) return a.act < b.act end)
if args.undo then
  if #standing == 0 then refuse("change-gone") end
  for _, row in ipairs(standing) do acts[#acts + 1] = undo_change(today, row).act end
elseif #standing > 0 then
  for _, row in ipairs(standing) do acts[#acts + 1] = row.act end
else
  if #args.changes == 0 then refuse("advice-gone") end
  for i, change in ipairs(args.changes) do
    change.advice, change.record = args.advice, i == 1 and args.record or nil
    change_hours(today, change)
    acts[i] = change.act
  end
end
return {advice = args.advice, acts = acts}
