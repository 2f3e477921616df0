"""``python -I -m exam_engine.client``. Nothing comes before the lock."""

from exam_engine.client.lockdown import ignore_keyboard_signals

ignore_keyboard_signals()

import contextlib  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402

from exam_engine.client.main import main  # noqa: E402

if __name__ == "__main__":
    code = 70
    try:
        code = main()
    except SystemExit as end:  # argparse
        code = end.code if isinstance(end.code, int) else 2
    except BaseException as error:
        print(f"exam terminal: {type(error).__name__}", file=sys.stderr)
    finally:
        # Not sys.exit: an interpreter that was asked to inspect (PYTHONINSPECT) would prompt.
        with contextlib.suppress(OSError):  # the terminal may be gone
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
