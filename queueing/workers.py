"""The hall's unpatched workers: the archiver writes facts to SQL, the scheduler closes days."""

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from queueing.errors import HallError, LiveUnreachable
from queueing.folder import HallFolder
from queueing.life import SCHEDULER
from queueing.messages import remind, tell_alerts
from queueing.report_delivery import deliver, folder_for, missing
from queueing.watch import readings

log = logging.getLogger(__name__)

#: After a batch the archiver lets facts gather for so long, seconds: a commit for each act would
#: take from the acts themselves the disk and the processor they need.
GATHER_FOR = 0.1
#: The scheduler looks at the hall clock this often, seconds.
LOOK_EVERY = 5.0


def keep_records(folder: HallFolder) -> None:
    """Archive facts, close days, count figures, for ever: in one process, for each costs a start a second."""

    def keep(work: Callable[[HallFolder], None]) -> None:
        try:
            work(folder)
        except Exception:
            log.exception("%s ended; the supervisor starts it again", work.__name__)
            os._exit(1)

    for work in (keep_days, count_figures, watch, send_messages):
        threading.Thread(target=keep, args=(work,), daemon=True).start()
    archive_facts(folder)


def archive_facts(folder: HallFolder) -> None:
    """Write every fact to the archive, once and in order, for ever; the stream is trimmed only behind it.

    A new archiver deposes the one before it: its epoch goes with each write (I20).
    """
    epoch = folder.archive.open("archiver")

    def write() -> None:
        if archive_once(folder, epoch):
            time.sleep(GATHER_FOR)

    _keep_going("the archive", write)


def archive_once(folder: HallFolder, epoch: int, wait: int = 1_000) -> int:
    """Write the facts that came since the archive's head; how many."""
    archived = folder.archive.newest()
    if not folder.life.follows(archived):
        # A restored backup numbers its facts over the archived ones, even when it has overtaken them.
        folder.life.mark_behind()
        time.sleep(1.0)
        return 0
    facts = folder.stream.after(archived["revision"] if archived else 0, wait=wait)
    if facts:
        folder.archive.append(facts, epoch)
        folder.stream.trim_behind(facts[-1]["revision"])
    return len(facts)


def keep_days(folder: HallFolder) -> None:
    """Close each day that has turned, bring in a plan that waited for it, give back lines, for ever."""
    # What closed while nobody looked counts as closed now.
    was_open = {counter.id for counter in folder.plan.counters}
    forgotten: set[date] = set()
    in_the_way: set[str] = set()

    def look() -> None:
        folder.devices.find_lost()
        folder.hall.end_waiting(SCHEDULER)
        for day in folder.life.close_days_past():
            log.info("the day %s is closed by %s", day, SCHEDULER.by)
        now_open = folder.hall.open_counters()
        for counter in was_open - now_open:
            folder.hall.give_back(SCHEDULER, counter)
        was_open.clear()
        was_open.update(now_open)
        folder.bookings.note_missed()
        forget_once(folder, forgotten)
        unhindered("the set-up that is due waits", folder.set_up.come_due, in_the_way)
        time.sleep(LOOK_EVERY)

    _keep_going("the scheduler", look)


def unhindered(what: str, errand: Callable[[], object], told: set[str]) -> None:
    """Do an errand that something may stand in the way of; nothing else waits for it, and it is tried again.

    told  why it waited at the last look: that is logged once, however long it lasts
    """
    try:
        errand()
    except LiveUnreachable:
        raise
    except (HallError, OSError) as fault:
        why = fault.sentence if isinstance(fault, HallError) else str(fault)
        if why not in told:
            log.warning("%s: %s", what, why)
        told.clear()
        told.add(why)
    else:
        told.clear()


def forget_once(folder: HallFolder, done: set[date]) -> int:
    """Forget who booked long ago, once a day; how many. `done` holds the day on which it last was."""
    if (today := folder.bookings.today) in done:
        return 0
    emptied = folder.bookings.forget()
    folder.hooks.forget()
    done.clear()
    done.add(today)
    return emptied


def count_figures(folder: HallFolder) -> None:
    """Count the figures of days whose tickets changed, and bring reports to their folder, for ever."""
    in_the_way: set[str] = set()

    def count() -> None:
        # Its own processor time: by the clock on the wall a busy machine made reports minutes old.
        began = time.thread_time()
        folder.figures.count()
        took = time.thread_time() - began
        unhindered("the reports are not written", lambda: deliver_reports(folder), in_the_way)
        # A big day takes longer to count: never more than a twentieth of this process's time.
        time.sleep(max(LOOK_EVERY, 20 * took))

    _keep_going("the counting of figures", count)


def watch(folder: HallFolder) -> None:
    """Look at the hall for what needs somebody, for ever."""

    def look() -> None:
        tell_alerts(folder, folder.alerts.look(readings(folder)))
        time.sleep(LOOK_EVERY)

    _keep_going("the watch", look)


def send_messages(folder: HallFolder) -> None:
    """Remind of bookings, and send other systems what is queued for them, for ever."""

    def send() -> None:
        remind(folder)
        folder.hooks.send_due()
        time.sleep(LOOK_EVERY)

    _keep_going("the sending of messages", send)


def deliver_reports(folder: HallFolder) -> list[Path]:
    """Bring the reports of the last closed day to their folder, once its facts are in the archive; which."""
    closed = folder.archive.newest_of("day_closed")
    if not closed:
        return []
    day = date.fromisoformat(str(closed[-1].get("detail", {})["closed"]))
    if any(fact["day"] > day.isoformat() for fact in folder.archive.facts(until=1)):
        return []  # the hall wasn't there yet: a new one closes the day before its first
    where = folder_for(folder.settings.data)
    return deliver(folder.figures, day, where) if missing(day, where) else []


def _keep_going(who: str, work: Callable[[], object]) -> None:
    """Work for ever; what is lost is logged once when lost and once when back."""
    lost = False
    while True:
        try:
            work()
        except HallError as fault:
            if fault.code in {"archiver-deposed", "fact-gap", "fact-differs", "number-doubled"}:
                raise
            if not lost:
                log.warning("%s waits: %s", who, fault.sentence)
            lost = True
            time.sleep(0.5)
        else:
            if lost:
                log.warning("%s goes on", who)
            lost = False
