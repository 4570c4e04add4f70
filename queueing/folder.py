"""A hall's data folder opened: its clock, plan, records and live queue, for whichever process asks."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import redis
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from queueing.alerts import Alerts
from queueing.booking import Bookings
from queueing.catalogue import Catalogue
from queueing.clock import Clock, open_clock
from queueing.devices import Devices
from queueing.extended_service import bands_booked, nothing_decided
from queueing.figures import FigureReports
from queueing.hall import Hall
from queueing.hooks import Hooks
from queueing.life import Life
from queueing.live import server
from queueing.live.in_force import InForce
from queueing.live.keys import Keys
from queueing.plan_errors import UnknownVersion
from queueing.planning import read_hall, whole_text
from queueing.prints import Prints
from queueing.readings import Readings
from queueing.records.archive import Archive
from queueing.records.book import Book
from queueing.records.days_off import load_calendar
from queueing.records.migrations import upgrade
from queueing.records.outbox import Outbox
from queueing.records.passwords import Passwords
from queueing.records.plan import PlanVersions, halls_kept
from queueing.records.tables import open_aside, open_records
from queueing.reports import Reports
from queueing.rules.calendar import Calendar
from queueing.rules.extended import Staffed
from queueing.rules.plan import Plan
from queueing.secret_file import YearlySecrets, keep_secret
from queueing.set_up import SetUp
from queueing.settings import Settings, local_devices_allowed, without_password
from queueing.staffing import Staffing
from queueing.start_errors import NotRunning, OtherHall, RecordsUnreachable, RedisUnreachable
from queueing.steering import Steering
from queueing.stream import Stream
from queueing.timeline import Timeline
from queueing.told import ToldWaits
from queueing.waits import Waits

log = logging.getLogger(__name__)

#: Who gave the hall file of a start.
CONSOLE = "console"

#: The hall that is loaded where there is none yet.
FIRST_HALL = Path(__file__).parent.parent / "halls" / "bincheng.toml"


@dataclass(frozen=True)
class HallFolder:
    """Everything that stands on one data folder; each part is opened when first asked for."""

    settings: Settings
    #: Runs a slow call outside the web process's event loop; elsewhere it runs right where it is.
    aside: Callable[[Callable[[], object]], object] = lambda call: call()

    @cached_property
    def clock(self) -> Clock:
        """The hall clock, real or set."""
        return open_clock(self.settings.clock, self.settings.data)

    @cached_property
    def redis_url(self) -> str:
        """Where the live queue is."""
        return self.settings.redis_url or f"unix://{server.socket_path(self.settings.data)}"

    @cached_property
    def client(self) -> redis.Redis:
        """A client that sends each command once. Raises RedisUnreachable for what is no address of one."""
        try:
            return server.connect(self.redis_url)
        except ValueError as fault:
            raise RedisUnreachable(url=without_password(self.redis_url)) from fault

    @cached_property
    def records(self) -> Engine:
        """The database, its tables made or brought up to date."""
        url = self.settings.database_url
        try:
            engine = open_records(url)
            upgrade(engine)
        except (SQLAlchemyError, ImportError) as fault:
            why = str(getattr(fault, "orig", None) or fault).strip().partition("\n")[0]
            raise RecordsUnreachable(url=without_password(url), why=why) from fault
        return engine

    def load_plan(self, file: Path | None) -> Plan:
        """The plan in force; in a folder without one, that of a hall file, kept as its first version.

        Raises HallFileError for a wrong file, OtherHall for another hall's file.
        """
        kept = halls_kept(self.records)
        if file is None and not kept:
            file = FIRST_HALL
        if file is not None:
            wanted = read_hall(file, 1)
            if kept and wanted.id not in kept:
                raise OtherHall(folder=self.settings.data, hall=wanted.id)
            if not kept:
                PlanVersions(self.records, wanted.id).save(whole_text(file), self.clock.now(), CONSOLE)
            kept = [wanted.id]
        saved = PlanVersions(self.records, kept[0]).newest()
        if saved is None:
            raise OtherHall(folder=self.settings.data, hall=kept[0])
        return read_hall(saved.toml, saved.version)

    def last_now(self, plan: Plan) -> int | None:
        """The last hall time of this hall's live queue, ms; asked before the clock is opened."""
        last = self.client.hget(Keys(plan.id).hall, "now")
        return None if last is None else int(last)

    @cached_property
    def in_force(self) -> InForce:
        """The plan in force, one for every door of this process: all follow a newer version at once."""
        plan = self.load_plan(None)

        def load(version: int) -> Plan:
            saved = PlanVersions(self.records, plan.id).version(version)
            if saved is None:
                raise UnknownVersion(version=version)
            return read_hall(saved.toml, version)

        return InForce(plan, load)

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.in_force.plan

    @cached_property
    def alerts(self) -> Alerts:
        """The door to what needs somebody now."""
        return Alerts(self.in_force, self.client, self.clock)

    @cached_property
    def timeline(self) -> Timeline:
        """The door to a day's curves."""
        return Timeline(self.records)

    @cached_property
    def told(self) -> ToldWaits:
        """The door to what became of the waits that were told."""
        return ToldWaits(self.records, self.plan.id)

    @cached_property
    def figures(self) -> FigureReports:
        """The door to reports of days, months and years."""
        return FigureReports(self.records, lambda: self.hall.plan)

    @cached_property
    def calendar(self) -> Calendar:
        """The announced days off: those shipped beside the hall files, and those added in the data folder."""
        calendar, mistakes = load_calendar([FIRST_HALL.parent, self.settings.data])
        for mistake in mistakes:
            log.warning("this calendar is left out: %s", mistake)
        return calendar

    @cached_property
    def hall(self) -> Hall:
        """The door to the live queue, for visitors and clerks."""
        hall = Hall(self.in_force, self.client, self.clock)
        hall.announced = self.calendar
        hall.reads_booked = self._bands_booked
        return hall

    def _bands_booked(self) -> Staffed:
        """Which bands by booking are staffed; while the database is away each counts as it is written."""
        try:
            return bands_booked(self.bookings)
        except SQLAlchemyError as fault:
            log.warning("the bookings can't be read; the bands by booking count as written: %s", fault)
            return nothing_decided(self.bookings)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The services as visitors look for them."""
        return Catalogue(lambda: self.hall.plan, self.aside)

    @cached_property
    def steering(self) -> Steering:
        """The same for guides, managers and the room."""
        return Steering(self.in_force, self.client, self.clock)

    @cached_property
    def life(self) -> Life:
        """The hall's days and lives."""
        return Life(self.in_force, self.client, self.clock)

    @cached_property
    def set_up(self) -> SetUp:
        """Changes of the plan."""
        set_up = SetUp(self.in_force, self.client, self.clock)
        set_up.versions = PlanVersions(self.records, self.plan.id)
        return set_up

    @cached_property
    def devices(self) -> Devices:
        """How the devices are."""
        return Devices(self.in_force, self.client, self.clock)

    @cached_property
    def waits(self) -> Waits:
        """How long somebody will wait."""
        return Waits(self.in_force, self.client, self.clock)

    @cached_property
    def prints(self) -> Prints:
        """Print jobs."""
        return Prints(self.in_force, self.client, self.clock)

    @cached_property
    def readings(self) -> Readings:
        """What readers read."""
        readings = Readings(self.in_force, self.client, self.clock)
        readings.secret = keep_secret(self.settings.data / "identity.key")
        return readings

    @cached_property
    def bookings(self) -> Bookings:
        """Bookings, from the slots on offer to the check-in."""
        bookings = Bookings(self.in_force, self.client, self.clock)
        bookings.announced = self.calendar
        bookings.book = Book(open_aside(self.records), self.plan.id)
        bookings.aside = self.aside
        bookings.take = self.hall.take
        bookings.secrets = YearlySecrets(self.settings.data)
        return bookings

    @cached_property
    def hooks(self) -> Hooks:
        """Messages to other systems."""
        secret, outbox = keep_secret(self.settings.data / "hook.key"), Outbox(self.records, self.plan.id)
        return Hooks(outbox, self.clock, secret, local=local_devices_allowed())

    @cached_property
    def stream(self) -> Stream:
        """The facts as they happen."""
        return Stream(self.client, self.plan.id)

    @cached_property
    def archive(self) -> Archive:
        """The facts as they are kept."""
        return Archive(self.records, self.plan.id)

    @cached_property
    def staffing(self) -> Staffing:
        """People, keys and devices."""
        return Staffing(self.records, self.plan.id, Passwords(elsewhere=self.aside))

    @cached_property
    def reports(self) -> Reports:
        """What the archive knows."""
        return Reports(self.records, self.plan.id)

    def start_redis(self) -> server.LiveServer:
        """Start our own Redis on this folder, or check the one that was given."""
        if self.settings.redis_url is None:
            return server.start(self.settings.data)
        shown = without_password(self.settings.redis_url)
        given = server.LiveServer(self.settings.redis_url, f"Redis at {shown}")
        try:
            server.wait_ready(given, within=3)
        except (RedisUnreachable, ValueError) as fault:
            raise RedisUnreachable(url=shown) from fault
        return given

    def runs(self) -> bool:
        """Whether the live queue answers."""
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False

    def check_running(self) -> None:
        """Raise NotRunning unless the live queue answers: for commands that work on a running hall."""
        if not self.runs():
            raise NotRunning(folder=self.settings.data)
