"""The `moderato` command: every command in one table, each loaded when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "dev": "service.commands.dev:dev",
    "serve": "service.commands.serve:serve",
    "work": "workers.commands:work",
    "score": "workers.score:score",
    "train": "workers.training:train",
    "evaluate": "workers.measuring:evaluate",
    "admin": "service.commands.admin:admin",
    "queue": "service.commands.queue:queue",
}
"""Where each command is. The workers' are named by text, as jobs are: the core never imports them."""


class CommandTable(click.Group):
    """A group whose commands are loaded one by one: `moderato serve` needs no model."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Name the commands, in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=CommandTable, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="moderato")
def moderato(**_: Any) -> None:
    """Comment moderation for news sites: self-hosted, German first."""


if __name__ == "__main__":
    sys.exit(moderato())
