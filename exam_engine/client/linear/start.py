"""Running plain mode: the terminal's settings, signals, exit codes."""

from __future__ import annotations

import asyncio
import os
import signal
import termios

from exam_engine.client.failures import CannotRun
from exam_engine.client.linear.discipline import LineDiscipline
from exam_engine.client.linear.ears import Ears, TerminalClosed
from exam_engine.client.linear.journey import Journey
from exam_engine.client.linear.plan import PlainPlan
from exam_engine.client.linear.talk import Talk
from exam_engine.client.linear.voice import Mouth, Voice

EXIT_FATAL = 70
EXIT_TERMINAL_CLOSED = 129
_USUAL_COLUMNS = 80
_INPUT, _OUTPUT = 0, 1
_LAST_WORDS_S = 5.0


def run_plain(plan: PlainPlan) -> int:
    """Run until the attempt has ended; return the exit code.

    :raises CannotRun: if standard input or output is no terminal.
    """
    if not (os.isatty(_INPUT) and os.isatty(_OUTPUT)):
        raise CannotRun("plain mode needs a terminal; standard input or output is none")
    mouth = Mouth(_OUTPUT)
    try:
        with LineDiscipline(_INPUT):
            plan.log.write("terminal started, plain")
            return asyncio.run(_run(plan, mouth))
    except TerminalClosed:
        plan.log.write("the terminal was closed")
        return EXIT_TERMINAL_CLOSED
    except termios.error:
        return EXIT_TERMINAL_CLOSED
    except BaseException as error:
        plan.log.failure(error)
        return EXIT_FATAL
    finally:
        mouth.close(_LAST_WORDS_S)


async def _run(plan: PlainPlan, mouth: Mouth) -> int:
    talk = Talk(Voice(mouth.write, _columns), Ears(_INPUT))
    journey = asyncio.create_task(Journey(talk, plan).run())
    stopped: list[signal.Signals] = []

    def stop(number: signal.Signals) -> None:
        plan.log.write(f"ended by {number.name}")
        stopped.append(number)
        journey.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGHUP, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    try:
        await journey
    except asyncio.CancelledError:
        if not stopped:
            raise
        return 128 + stopped[0]
    return 0


def _columns() -> int:
    """Return the terminal's width; a serial line knows none."""
    try:
        return os.get_terminal_size(_OUTPUT).columns or _USUAL_COLUMNS
    except OSError:
        return _USUAL_COLUMNS
