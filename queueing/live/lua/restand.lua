--[[
A waiting ticket stands elsewhere: in another lane (priority granted), for another service, in another line.
args: ticket; kind: the fact; line, lane, service (each optional); need_lines (optional): need -> the line for it in place of that line; place: "keep", "front" or "end"; detail; quiet (optional, see transfer.lua); promises
KEYS[13..] every lane of every line
Answers id, number, line, lane, ahead. Refused: not-waiting.
]]
local ticket = ticket_of(args.ticket)
if ticket.state ~= "waiting" then refuse("not-waiting", {number = ticket.number, state = ticket.state}) end
local detail = args.detail or {}
detail.from, detail.from_lane, detail.from_service = ticket.line, ticket.lane, ticket.service
unstand(ticket)
to_line(ticket, args.need_lines and args.need_lines[ticket.need or ""] or args.line or ticket.line)
ticket.lane = args.lane or ticket.lane
ticket.service = args.service or ticket.service
if args.quiet ~= nil then ticket.quiet = args.quiet or nil end
if args.place == "end" then ticket.place = act.now end
if args.kind == "priority_granted" then ticket.priority_reason = detail.reason_code end
if args.kind == "transferred" then ticket.transfers = ticket.transfers + 1 end
detail.to, detail.lane, detail.service = ticket.line, ticket.lane, ticket.service
stand(ticket)
fact(args.kind, ticket, nil, detail)
return {id = ticket.id, number = ticket.number, line = ticket.line, lane = ticket.lane, ahead = ahead_of(ticket)}
