"""What a hall file may say about who is told of alerts."""

from typing import Annotated

from pydantic import Field

from queueing.rules.hall_row import Row, WebAddress, one_of
from queueing.rules.hook import Form, Hook


class HookRow(Row):
    """A receiver of messages."""

    url: WebAddress
    format: Annotated[str, one_of(*Form)] = Form.GENERIC.value


class AlertsRow(Row):
    """[alerts]: where alerts are sent when they are raised, passed on and over."""

    hooks: Annotated[list[HookRow], Field(max_length=5)] = []

    def receivers(self) -> tuple[Hook, ...]:
        """The receivers as the rules see them."""
        return tuple(Hook(row.url, Form(row.format)) for row in self.hooks)
