"""``exam-engine kiosk``: the machine around a candidate's terminal."""

from __future__ import annotations

from exam_engine.cli.lazy import LazyGroup

command = LazyGroup(
    name="kiosk",
    modules={"audit": ("exam_engine.cli.kiosk_audit", "try the ways out of a terminal")},
    help="Kiosks: machines that are nothing but a candidate's terminal.\n\n"
    "They are set up by scripts/kiosk/install; the audit shows what is open all the same.",
)
