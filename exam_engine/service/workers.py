"""Several processes of the service behind one listening socket, kept alive by a parent.

The parent opened everything that needs a person (the identity's passphrase); each worker is a copy
of it, with the same clock. A worker that dies is replaced, and its candidates' terminals connect to
another one meanwhile: the socket belongs to all. Workers end with their parent, however that ends.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import threading
from collections.abc import Callable

from exam_engine.clock import Stopwatch
from exam_engine.errors import StoreError

MOST_WORKERS = 32
_LONGEST_STOP_S = 15.0
_QUICK_S = 5.0
_MOST_QUICK_DEATHS = 5
_log = logging.getLogger(__name__)

Work = Callable[[Callable[[], None]], None]
"""Serves until SIGTERM; calls its argument once it is ready."""


def run_workers(
    count: int, work: Work, ready: Callable[[], None], *, until_stdin_closes: bool = False
) -> None:
    """Keep ``count`` processes at work until SIGINT or SIGTERM.

    :raises StoreError: if they die again and again as soon as they are started.
    """
    _Workers(count, work, ready, watched=[0] if until_stdin_closes else []).run()


class _Workers:
    def __init__(
        self, count: int, work: Work, ready: Callable[[], None], watched: list[int]
    ) -> None:
        self._count = count
        self._work = work
        self._say_ready = ready
        self._watched = watched
        self._started: dict[int, Stopwatch] = {}
        self._quick_deaths = 0
        self._readied = 0
        self._stopping = False
        self._signals, wakes = os.pipe()
        self._ready, self._readies = os.pipe()
        self._alive, self._lives = os.pipe()  # nothing is ever written: it closes with the parent
        for descriptor in (self._signals, wakes):
            os.set_blocking(descriptor, False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, self._note)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)

    def run(self) -> None:
        try:
            while not self._stopping:
                while len(self._started) < self._count:
                    self._fork()
                self._wait()
                self._bury()
        finally:
            self._stop()

    def _note(self, number: int, _frame: object) -> None:
        if number != signal.SIGCHLD:
            self._stopping = True

    def _fork(self) -> None:
        pid = os.fork()
        if pid == 0:
            self._be_worker()
        self._started[pid] = Stopwatch()

    def _be_worker(self) -> None:
        """Serve in the new process, which ends here whatever happens."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            os.close(self._lives)
            threading.Thread(target=_end_with_parent, args=(self._alive,), daemon=True).start()
            self._work(lambda: _write(self._readies))
            code = 0
        except BaseException:
            _log.exception("a worker failed")
        finally:
            logging.shutdown()
            os._exit(code)

    def _wait(self) -> None:
        found, _, _ = select.select([self._signals, self._ready, *self._watched], [], [])
        if self._signals in found:
            os.read(self._signals, 1_000)
        if self._ready in found:
            self._readied += len(os.read(self._ready, 1_000))
            if self._readied >= self._count:
                self._say_ready()
                self._say_ready = lambda: None
        if any(
            descriptor in found and not os.read(descriptor, 1024) for descriptor in self._watched
        ):
            self._stopping = True

    def _bury(self) -> None:
        for pid in list(self._started):
            found, status = os.waitpid(pid, os.WNOHANG)
            if not found:
                continue
            quick = self._started.pop(pid).elapsed_s() < _QUICK_S
            self._quick_deaths = self._quick_deaths + 1 if quick else 0
            if self._stopping:
                continue
            _log.error(
                "worker %d ended (%d) and is replaced", pid, os.waitstatus_to_exitcode(status)
            )
            if self._quick_deaths >= _MOST_QUICK_DEATHS:
                raise StoreError("the workers die as soon as they start; the reason is in the log")

    def _stop(self) -> None:
        for pid in self._started:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        self._stopping = True
        watch = Stopwatch()
        while self._started and watch.elapsed_s() < _LONGEST_STOP_S:
            self._bury()
            select.select([], [], [], 0.05)
        for pid in self._started:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _write(descriptor: int) -> None:
    os.write(descriptor, b"x")


def _end_with_parent(alive: int) -> None:
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)
