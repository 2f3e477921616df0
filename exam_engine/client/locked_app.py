"""A Textual application with every way out closed.

What stock Textual offers a user beyond the application's own keys is taken away here, once: quit,
command palette, suspend, screenshots, files, links, the clipboard, selection, and actions of any
kind (so that no text can carry one). An error goes to the log, never to the screen.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from textual.app import App
from textual.events import Event, InputEvent, Key, Paste

from exam_engine.client.locked_driver import LockedDriver
from exam_engine.client.log import TerminalLog, describe
from exam_engine.client.look.look import Look

EXIT_FATAL = 70
EXIT_TERMINAL_CLOSED = 129


class LockedApp(App[None], inherit_bindings=False):
    """The base of the candidate's terminal."""

    ENABLE_COMMAND_PALETTE = False
    COMMANDS: ClassVar[set[Any]] = set()
    ALLOW_SELECT = False
    AUTO_FOCUS = None
    ESCAPE_TO_MINIMIZE = False

    def __init__(self, look: Look, log: TerminalLog) -> None:
        self.look = look  # Textual reads the style sheet's variables while it begins
        self._terminal_log = log
        self.keys_taken = 0  # read by the driver's thread
        super().__init__(driver_class=LockedDriver, ansi_color=True)

    # --- keys ---

    async def on_event(self, event: Event) -> None:
        """Give keys to :meth:`take_key`, in order; drop whatever else a person can send.

        Textual would look for bindings, actions and focus first, and hand keys to a screen faster
        than one of them can bring up another screen.
        """
        if isinstance(event, Key):
            self.keys_taken += 1
            await self.take_key(event.key, event.character if event.is_printable else None)
        elif isinstance(event, Paste):
            self.refuse_paste()
        elif not isinstance(event, InputEvent):
            await super().on_event(event)

    async def take_key(self, key: str, character: str | None) -> None:
        """Take a key by name, and its character if it has one that prints."""

    def refuse_paste(self) -> None:
        """Say that nothing can be pasted; what it was is not known here any more."""

    # --- ways out, closed ---

    async def run_action(self, *_: Any, **__: Any) -> bool:
        """Run nothing: this application has keys, not actions."""
        return False

    def copy_to_clipboard(self, text: str) -> None:
        """Do nothing: a terminal may pass it to the machine around it (OSC 52)."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Do nothing."""

    def deliver_text(self, *_: Any, **__: Any) -> str | None:
        """Do nothing: no file leaves the terminal."""
        return None

    def deliver_binary(self, *_: Any, **__: Any) -> str | None:
        """Do nothing."""
        return None

    def deliver_screenshot(self, *_: Any, **__: Any) -> str | None:
        """Do nothing."""
        return None

    def save_screenshot(self, *_: Any, **__: Any) -> str:
        """Do nothing."""
        return ""

    def search_commands(self, *_: Any, **__: Any) -> Any:
        """Do nothing."""

    def get_system_commands(self, *_: Any) -> Any:
        """Offer no command."""
        return iter(())

    def action_suspend_process(self) -> None:
        """Do nothing."""

    def action_command_palette(self) -> None:
        """Do nothing."""

    def action_help_quit(self) -> None:
        """Do nothing."""

    async def action_quit(self) -> None:
        """Do nothing."""

    def _set_pointer_shape(self, shape: str) -> None:
        """Do nothing: there is no mouse."""

    # --- errors ---

    def fail(self, error: BaseException) -> None:
        """Log a defect without its content, and end with exit code 70."""
        if self._exception is None and isinstance(error, Exception):
            self._exception = error
            self._exception_event.set()
        self._terminal_log.failure(error)
        self._return_code = EXIT_FATAL
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        self.fail(error)

    def _fatal_error(self) -> None:
        self.fail(RuntimeError())

    def panic(self, *_: Any) -> None:
        self.fail(RuntimeError())

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()

    def terminal_closed(self) -> None:
        """End: the terminal is gone, and with it whoever sat before it."""
        self._terminal_log.write("the terminal was closed")
        self.exit(return_code=EXIT_TERMINAL_CLOSED)

    def watch_loop(self) -> None:
        """Send errors that nobody awaited to the log."""
        loop = asyncio.get_running_loop()

        def on_error(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            error = context.get("exception")
            what = describe(error) if isinstance(error, BaseException) else "no exception"
            self._terminal_log.write(f"in the event loop: {what}")

        loop.set_exception_handler(on_error)
