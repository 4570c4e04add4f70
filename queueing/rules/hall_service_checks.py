"""Whether a hall file's services, themes and quotas fit together and to the lines."""

from collections.abc import Iterator

from queueing.rules.hall_checks import Finding, services_of
from queueing.rules.hall_row import meant
from queueing.rules.hall_schema import HallRow
from queueing.rules.plan import THEMES
from queueing.rules.toml_lines import Path

#: More cards than a kiosk shows on one page.
PAGE = 9
SUB_PAGE = 12


def service_findings(hall: HallRow) -> Iterator[Finding]:
    """All that doesn't fit, in the order of the file."""
    yield from _services(hall)
    yield from _themes(hall)
    yield from _quotas(hall)


def _services(hall: HallRow) -> Iterator[Finding]:
    known = [line.id for line in hall.lines]
    for path, service, _ in services_of(hall):
        if service.line is not None and service.line not in known:
            text = f'service {service.id} waits in line "{service.line}"{meant(service.line, known)}'
            yield Finding((*path, "line"), text)
        if service.valid and service.valid.last < service.valid.first and not service.valid.period().yearly:
            text = f"service {service.id} is offered until a day before it begins; put first and last right"
            yield Finding((*path, "valid"), text)
    for index, top in enumerate(hall.services):
        path = ("services", index)
        homeless = [under for under, child in enumerate(top.children) if not (child.line or top.line)]
        if not top.line and len(homeless) == len(top.children):
            yield Finding(path, f"service {top.id} has no line to wait in")
        else:
            for under in homeless:
                text = (
                    f"service {top.children[under].id} has no line to wait in; name one here or at its 大项"
                )
                yield Finding((*path, "children", under), text)
        if len(top.children) > SUB_PAGE:
            text = (
                f"service {top.id} has {len(top.children)} 子项; the kiosk shows {SUB_PAGE} cards on a page"
            )
            yield Finding((*path, "children"), text, warning=True)
    if len(hall.services) > PAGE and not all(top.department for top in hall.services):
        text = f"there are {len(hall.services)} 大项; the kiosk shows {PAGE} cards on its first page, "
        text += "or the departments where each 大项 has one"
        yield Finding(("services",), text, warning=True)


def _themes(hall: HallRow) -> Iterator[Finding]:
    lines = [line.id for line in hall.lines]
    ids = [row.id for _, row, _ in services_of(hall)]
    tops = {top.id for top in hall.services if top.children}
    path: Path
    for path, row, _ in services_of(hall):
        if row.id == THEMES:
            text = f'no service may be called "{THEMES}"; the kiosk shows its themes under that name'
            yield Finding((*path, "id"), text)
    for index, theme in enumerate(hall.themes):
        path = ("themes", index)
        if theme.id in {*ids, THEMES, *(other.id for other in hall.themes[:index])}:
            yield Finding((*path, "id"), f"theme {theme.id} has the id of a service or of another theme")
        if theme.line not in lines:
            text = f'theme {theme.id} waits in line "{theme.line}"{meant(theme.line, lines)}'
            yield Finding((*path, "line"), text)
        for item in theme.items:
            if item not in ids:
                text = f'theme {theme.id} stands for service "{item}"{meant(item, ids)}'
                yield Finding((*path, "items"), text)
            elif item in tops:
                text = f"theme {theme.id} stands for {item}, which has 子项; name one of those"
                yield Finding((*path, "items"), text)


def _quotas(hall: HallRow) -> Iterator[Finding]:
    known = {
        "service": [*(row.id for _, row, _ in services_of(hall)), *(theme.id for theme in hall.themes)],
        "line": [line.id for line in hall.lines],
    }
    path: Path
    for index, quota in enumerate(hall.quotas):
        path = ("quotas", index)
        if (quota.service is None) == (quota.line is None):
            yield Finding(path, f"the quota of {quota.at} is for a service or for a line; name one of them")
        for kind, named in (("service", quota.service), ("line", quota.line)):
            if named is not None and named not in known[kind]:
                text = f'the quota of {quota.at} is for {kind} "{named}"{meant(named, known[kind])}'
                yield Finding((*path, kind), text)
