"""What some visitors need of a counter, and who pulls their lines: fitted counters first, others later."""

from collections.abc import Collection, Iterable, Sequence

from queueing.rules.plan import Line, Pull

#: What a counter can be fitted for: a lower desk with room for a wheelchair, a clerk who signs.
NEEDS = ("barrier-free", "sign")

#: Counters that aren't fitted pull a need line from this share of the promise on. Source: DECISIONS.md 29.
UNFITTED_FROM = 0.5


def with_need_lines(
    pulls: Sequence[Pull], fitted: Collection[str], lines: Iterable[Line]
) -> tuple[Pull, ...]:
    """A counter's pulls, and with each line the need lines of its visitors.

    fitted  the needs this counter is fitted for: it pulls those lines as it pulls the line itself
    A need line that the counter's own list names stays as it is there.
    """
    named = {pull.line for pull in pulls}
    added = []
    for line in lines:
        usual = next((pull for pull in pulls if pull.line == line.of), None)
        if line.need is None or usual is None or line.id in named:
            continue
        least = usual.threshold if line.need in fitted else max(usual.threshold or 0, UNFITTED_FROM)
        added.append(Pull(line.id, least))
    return (*pulls, *added)
