"""A group of commands, each imported only when it is used: every command starts fast."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click


class LazyGroup(click.Group):
    """Knows its commands by name and a line of help; the module has the ``command`` itself."""

    def __init__(
        self, *arguments: object, modules: Mapping[str, tuple[str, str]], **options: object
    ) -> None:
        """:param modules: by the command's name where it is and what it is for.

        Where it is: a module that has it as ``command``, or ``module:name``.
        """
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._modules:
            return None
        module, _, name = self._modules[cmd_name][0].partition(":")
        command = getattr(import_module(module), name or "command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in self._modules.items()])
