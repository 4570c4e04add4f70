"""The door to other systems: news is put into a queue, and sent from it until it is taken or given up."""

import base64
import logging
from collections.abc import Iterable, Sequence

from queueing.clock import Clock, to_datetime
from queueing.posting import NotAllowedError, NotPostedError, post
from queueing.records.outbox import Message, Outbox
from queueing.rules.hook import Form, Hook, News, body, refusal, signed

log = logging.getLogger(__name__)

#: A message that wasn't taken is tried again after so many seconds, then given up.
BACK_OFF = (5, 30, 120, 600, 3_600, 6 * 3_600)
#: Sent and given up messages are kept so long, ms: a booking's has a mask of who booked.
KEPT_FOR = 30 * 24 * 3_600_000


class Hooks:
    """The messages of one hall to other systems."""

    def __init__(self, outbox: Outbox, clock: Clock, secret: bytes, *, local: bool) -> None:
        """`secret`: what messages are signed with; `local`: receivers may be on the own network."""
        self.outbox, self._clock, self._secret, self._local = outbox, clock, secret, local

    @property
    def secret(self) -> str:
        """What the receiver checks signatures with, as Standard Webhooks writes it."""
        return f"whsec_{base64.b64encode(self._secret).decode()}"

    def tell(self, hooks: Sequence[Hook], news: Iterable[News]) -> int:
        """Queue news for every receiver, each once however often it is told; how many messages are new."""
        now = self._clock.tick()
        moment = to_datetime(now).isoformat()
        given = [
            Message(f"{each.key}-{place}", hook.url, hook.form, body(hook.form, each, moment))
            for each in news
            for place, hook in enumerate(hooks)
        ]
        return self.outbox.put(given, now) if given else 0

    def send_due(self) -> int:
        """Try every message that is due; how many were taken."""
        return sum(self._send(message) for message in self.outbox.due(self._clock.tick()))

    def forget(self) -> int:
        """Remove messages sent or given up long ago; how many."""
        return self.outbox.forget(self._clock.tick() - KEPT_FOR)

    def _send(self, message: Message) -> bool:
        form, now = Form(message.form), self._clock.tick()
        headers = signed(self._secret, message.message, now // 1000, message.body)
        try:
            why = refusal(form, post(message.url, message.body, headers, local=self._local))
            final = False
        except NotPostedError as fault:
            why, final = str(fault), isinstance(fault, NotAllowedError)
        if why is None:
            self.outbox.turn(message.message, state="sent", why=None)
            return True
        tries = message.tries + 1
        if final or tries > len(BACK_OFF):
            log.warning("message %s is given up: %s", message.message, why)
            self.outbox.turn(message.message, state="dead", tries=tries, why=why)
        else:
            due = self._clock.tick() + 1000 * BACK_OFF[message.tries]
            self.outbox.turn(message.message, tries=tries, due=due, why=why)
        return False
