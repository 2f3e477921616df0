"""``python -m exam_engine`` is ``exam-engine``."""

from exam_engine.cli.main import run

run()
