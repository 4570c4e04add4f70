"""How many tickets a roll of paper still gives: a forecast from what was printed since it was changed."""

from dataclasses import dataclass, replace

#: What a near-end sensor leaves, mm. It looks at the side of the roll, some 4 mm above a core of 18 mm:
#: pi/4 x (27^2 - 18^2) mm^2 of paper 0.065 mm thick are 4.9 m.
LOW_LEAVES = 5_000
#: A ticket's length before one was measured, mm: Bincheng's on 80 mm paper, the cut's margin included.
FIRST_GUESS = 150


@dataclass(frozen=True)
class Roll:
    """What went over the print head since the roll was changed: mm of paper, in so many tickets."""

    used: int = 0
    tickets: int = 0

    def after(self, printed: int) -> "Roll":
        """The roll after a ticket of so many mm."""
        return replace(self, used=self.used + printed, tickets=self.tickets + 1)

    def left(self, length: int, *, low: bool) -> int:
        """About how many tickets are left of a roll `length` mm long; low: the printer says it nears the end.

        Never below 0; a roll that outlives its length says 0 until the printer says it is out.
        """
        ticket = self.used / self.tickets if self.tickets else FIRST_GUESS
        paper = length - self.used
        return max(0, int((min(paper, LOW_LEAVES) if low else paper) / ticket))
