"""The services and themes that a checked hall file describes, each with what it has from those above it."""

from dataclasses import replace

from queueing.rules.hall_schema import HallRow
from queueing.rules.hall_services import ServiceRow, SubServiceRow, ThemeRow, TicketRow
from queueing.rules.services import About, Service, TicketLayout


def service_tree(hall: HallRow) -> tuple[tuple[Service, ...], tuple[Service, ...]]:
    """The 大项 with their 子项, and the themes."""
    usual = _ticket(hall.ticket, TicketLayout())
    services = tuple(_service(row, usual) for row in hall.services)
    by_id = {service.id: service for top in services for service in top.walk()}
    return services, tuple(_theme(row, by_id, usual) for row in hall.themes)


def _service(row: ServiceRow, usual: TicketLayout) -> Service:
    line = row.line or next(child.line for child in row.children if child.line)
    ticket, about = _ticket(row.ticket, usual), _about(row)
    children = (
        Service(
            child.id,
            child.names.texts(),
            child.line or line,
            ticket=_ticket(child.ticket, ticket),
            about=_under(_about(child), about),
            then=tuple(child.then or row.then),
            ready=child.ready or row.ready,
        )
        for child in row.children
    )
    return Service(
        row.id,
        row.names.texts(),
        line,
        tuple(children),
        ticket,
        about,
        then=tuple(row.then),
        ready=row.ready,
    )


def _theme(row: ThemeRow, services: dict[str, Service], usual: TicketLayout) -> Service:
    """A theme asks for the papers of all its services, each paper once, and for the sum of their minutes."""
    items = [services[item] for item in row.items]
    papers = {paper["zh"]: paper for item in items for paper in item.ticket.materials}
    minutes = [item.about.minutes for item in items if item.about.minutes]
    return Service(
        row.id,
        row.names.texts(),
        row.line,
        ticket=replace(usual, materials=tuple(papers.values())),
        about=About(minutes=sum(minutes) or None),
        items=tuple(row.items),
    )


def _about(row: SubServiceRow) -> About:
    return About(
        department=row.department.texts() if row.department else None,
        kind=row.kind,
        statutory=row.statutory,
        promised=row.promised,
        minutes=row.minutes,
        online=row.online or row.website is not None,
        website=row.website,
        kiosk=row.kiosk,
        pledge=row.pledge,
        instant=row.instant,
        keywords=tuple(row.keywords),
        valid=row.valid.period() if row.valid else None,
    )


def _under(about: About, above: About) -> About:
    """What a 子项 leaves out of department, minutes and dates is as in its 大项."""
    return replace(
        about,
        department=about.department or above.department,
        minutes=about.minutes or above.minutes,
        valid=about.valid or above.valid,
    )


def _ticket(row: TicketRow, usual: TicketLayout) -> TicketLayout:
    """A ticket's layout; what the row leaves out is as in the 大项, there as in the hall."""
    return TicketLayout(
        blocks=tuple(row.blocks) if row.blocks is not None else usual.blocks,
        notice=row.notice.texts() if row.notice else usual.notice,
        materials=tuple(names.texts() for names in row.materials) or usual.materials,
    )
