"""All strips of a hall at work: one thread for each cable, so that a dead one holds up only its own."""

import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import groupby

from displays.led.driver import Driver
from displays.led.keeper import Keeper
from displays.led.strip import Face

#: How often a cable's strips are looked at: a scrolling text moves two dots.
_EVERY = 0.05

#: Told when a strip's board is down, or up again: its counter, whether it is down, a sentence or "".
Tell = Callable[[str, bool, str], None]


class Buses:
    """Strips by counter, each kept right by the thread of its cable."""

    def __init__(self, drivers: Mapping[str, Driver], tell: Tell) -> None:
        """Nothing is sent before `start`; `tell` is called from the cables' threads."""
        self._keepers = {
            counter: Keeper(driver, partial(tell, counter)) for counter, driver in drivers.items()
        }
        by_bus = sorted(self._keepers.values(), key=lambda keeper: keeper.driver.bus)
        self._threads = [
            threading.Thread(target=self._keep, args=([*keepers],), name=f"strips {bus}", daemon=True)
            for bus, keepers in groupby(by_bus, key=lambda keeper: keeper.driver.bus)
        ]
        self._ending = threading.Event()

    def start(self) -> None:
        """Begin; every strip is dark until it is told something."""
        for thread in self._threads:
            thread.start()

    def show(self, counter: str, face: Face) -> None:
        """The hall was heard, and this counter's strip says this; see Keeper.show for how often."""
        self._keepers[counter].show(face, time.monotonic())

    def down(self) -> list[str]:
        """Counters whose strips are down."""
        return [counter for counter, keeper in self._keepers.items() if keeper.is_down]

    def stop(self) -> None:
        """End the threads; strips go dark by themselves or keep their last text, as the board has it."""
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def _keep(self, keepers: list[Keeper]) -> None:
        while not self._ending.wait(_EVERY):
            for keeper in keepers:
                keeper.step(time.monotonic())
