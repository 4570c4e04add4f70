"""A group of commands that other modules have: each is imported when it is asked for, not before."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class Elsewhere(click.Group):
    """Commands of its own, and those of a table: command -> the module that has it."""

    def __init__(self, *args: Any, table: Mapping[str, str], **more: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **more)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name."""
        return sorted([*super().list_commands(ctx), *self._table])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name in self._table:
            found: click.Command = getattr(import_module(self._table[cmd_name]), cmd_name.replace("-", "_"))
            return found
        return super().get_command(ctx, cmd_name)
