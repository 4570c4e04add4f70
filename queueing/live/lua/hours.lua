--[[
Change today's hours of a counter or of the hall, or take such a change back: both are acts that are kept.
args: hours: how many changes of hours it is decided by; counter (optional): whose hours, else the hall's;
      change (optional): kind, counter, opens, since, until (ms), while_waiting, minutes, reason as rules/hours.py
      makes it, or of line_stopped: line, service (optional), since, until, reason;
      refusal: what to say where there is no change to make; undoes (optional): the act taken back
KEYS[#KEYS] today:{day}  HASH  act -> a change of today's hours, JSON
Answers act, kind, since, until. Refused: hours-changed, change-gone, and what `refusal` says.
]]
check_hours()
local change, today = args.change, KEYS[#KEYS]
if args.undoes then
  local undone = decoded(today, tostring(args.undoes))
  if not undone or undone.undone or undone.undoes or undone.counter ~= args.counter then refuse("change-gone") end
  change = undo_change(today, undone)
elseif not change then refuse(args.refusal)
else change_hours(today, change)
end
return {act = change.act, kind = change.kind, since = change.since, ["until"] = change["until"]}
