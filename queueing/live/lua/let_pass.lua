--[[
A visitor lets the next few behind go first (place_after_passing in rules/tickets.py), or takes that back: within a
minute, where the ticket still stands as it left it. Nobody else's place changes.
args: ticket; undo (optional); promises: lane -> ms
KEYS[13..] every lane of every line
Answers id, number, people: how many go first, ahead. Refused: not-waiting, passed-often, nobody-behind,
nothing-to-take-back.
]]
local ticket = ticket_of(args.ticket)
if ticket.state ~= "waiting" then refuse("not-waiting", {number = ticket.number, state = ticket.state}) end
local people = 0
if args.undo then
  local passed = ticket.passed
  local stands = passed and passed.to == ticket.place and passed.line == ticket.line and passed.lane == ticket.lane
  if not stands or act.tick - passed.tick > LIMIT.reconsider then refuse("nothing-to-take-back") end
  ticket.place, ticket.passed = passed.from, nil
else
  if (ticket.passes or 0) >= LIMIT.passes then refuse("passed-often", {times = LIMIT.passes}) end
  local behind, from = next_behind(ticket), ticket.place
  people = #behind
  if people == 0 then refuse("nobody-behind") end
  ticket.place, ticket.passes = behind[people] + 1, (ticket.passes or 0) + 1
  ticket.passed = {from = from, to = ticket.place, line = ticket.line, lane = ticket.lane, tick = act.tick}
end
stand(ticket)
fact(args.undo and "pass_taken_back" or "let_pass", ticket, nil, {people = people})
return {id = ticket.id, number = ticket.number, people = people, ahead = ahead_of(ticket)}
