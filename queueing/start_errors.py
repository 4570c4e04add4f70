"""Refusals that the person at the console reads when a command can't do its work, each in one sentence."""

from queueing.errors import HallError


class DataFolderWrong(HallError, status=500):
    """The data folder {folder} is not writable; give another with --data."""


class NotRunning(HallError, status=500):
    """No hall runs in the data folder {folder}; start it first, or give another folder with --data."""


class HallGone(HallError, status=503):
    """The hall at {url} does not answer; start it there, or give its address with --url."""


class AgentRefused(HallError, status=403):
    """The hall at {url} does not take this device: {why}."""


class LineWrong(HallError, status=422):
    """{given} is no line to a device; write tcp://192.168.1.60:4001 or serial:///dev/ttyUSB0?baud=9600."""


class OtherHall(HallError, status=500):
    """The data folder {folder} belongs to another hall than {hall}; give another folder with --data."""


class AlreadyRunning(HallError, status=500):
    """This data folder is in use by a running hall (process {pid}); stop it first."""


class PortTaken(HallError, status=500):
    """Port {port} is taken by another program; give another with --port."""


class AddressWrong(HallError, status=500):
    """Nothing can listen on {host} port {port} here: {why}."""


class ClockWrong(HallError, status=500):
    """The clock {given} is not understood; write it as 2026-03-02T09:00+08:00 or, ten times as fast, …@10."""


class TlsWrong(HallError, status=500):
    """The certificate {cert} and the key {key} cannot be used: {why}."""


class RedisUnreachable(HallError, status=500):
    """Redis at {url} does not answer; start it, or leave REDIS_URL empty to use the built-in one."""


class RedisEnded(HallError, status=500):
    """The queue server ended while it started; its last words are in {log}."""


class RecordsTooNew(HallError, status=500):
    """The records were written by a newer version of this program; start that version instead."""


class RecordsUnreachable(HallError, status=500):
    """The records at {url} cannot be opened: {why}."""
