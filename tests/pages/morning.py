"""A working morning in Bincheng, made through the public API: what looks at pages start from."""

from dataclasses import dataclass, field

from tests.running import Api, RunningHall

#: Counters with somebody at them, and what each is doing.
AT_WORK = {
    "1": "serving", "2": "called", "3": "serving", "4": "paused", "5": "serving", "6": "free", "7": "called",
    "9": "serving", "10": "serving", "12": "called", "15": "paused", "25": "serving", "26": "free",
}  # fmt: skip


@dataclass
class Morning:
    """A hall with people in it; tickets by what became of them."""

    hall: RunningHall
    guide: Api
    tickets: list[dict[str, str]] = field(default_factory=list)
    clerks: dict[str, Api] = field(default_factory=dict)

    def take(self, service: str, lane: str = "ordinary") -> dict[str, str]:
        """One more visitor."""
        answer = self.guide.post("/tickets", {"service": service, "lane": lane})
        assert answer.status == 201, answer.body
        self.tickets.append(answer.body)
        return self.tickets[-1]

    def clerk(self, counter: str) -> Api:
        """The clerk's key of a counter, seated."""
        if counter not in self.clerks:
            self.clerks[counter] = self.hall.api(self.hall.key("clerk", counter, f"王{counter}"))
            assert self.clerks[counter].post(f"/counters/{counter}/sit").status == 201
        return self.clerks[counter]

    def act(self, counter: str, deed: str, body: object = None) -> object:
        """One act of a counter's clerk; its answer."""
        answer = self.clerk(counter).post(f"/counters/{counter}/{deed}", body)
        assert answer.status < 300, answer.body
        return answer.body


def leaves(services: list[dict[str, object]]) -> list[str]:
    """Ids of the services a number is taken for."""
    found: list[str] = []
    for service in services:
        children = service.get("children") or []
        found += leaves(children) if children else [str(service["id"])]  # type: ignore[arg-type]
    return found


def open_morning(hall: RunningHall, counters: dict[str, str] | None = None) -> Morning:
    """Fill a running hall: visitors in every line, counters free, calling, serving and paused."""
    morning = Morning(hall, hall.api(hall.key("guide", label="导办台")))
    services = leaves(morning.guide.get("/services").body)
    for n, service in enumerate(services):
        for lane in ("ordinary", "ordinary", "priority" if n % 3 == 0 else "ordinary"):
            morning.take(service, lane)
    for n, service in enumerate(services[::2]):
        morning.take(service, "booked" if n % 4 == 0 else "ordinary")
    for counter, state in (AT_WORK if counters is None else counters).items():
        morning.clerk(counter)
        if state in {"serving", "called"}:
            morning.act(counter, "calls")
        if state == "serving":
            morning.act(counter, "start")
        if state == "paused":
            morning.act(counter, "pause", {"reason": "用餐"})
    return morning
