"""What incidents are called: four causes, each with its own kinds, by the name that is recorded.

The causes are those under which delivery systems commonly file irregularities: environment,
candidate, staff, technical.
"""

from __future__ import annotations

from collections.abc import Mapping

INCIDENTS: Mapping[str, Mapping[str, str]] = {
    "environment": {
        "noise": "noise",
        "light-or-temperature": "light or temperature",
        "fire-alarm": "fire alarm or evacuation",
        "power-outage": "power outage",
        "other": "other",
    },
    "candidate": {
        "late": "came late",
        "no-show": "did not come",
        "illness": "illness",
        "left-the-room": "left the room",
        "identity": "identity in doubt",
        "forbidden-aid": "forbidden aid",
        "talking": "talking or looking elsewhere",
        "other": "other",
    },
    "staff": {
        "late-start": "late start",
        "wrong-instruction": "wrong instruction",
        "wrong-form": "wrong form or seat",
        "absence": "absence",
        "other": "other",
    },
    "technical": {
        "freezing": "terminal freezes",
        "terminal-failed": "terminal failed",
        "network": "network",
        "keyboard-or-screen": "keyboard or screen",
        "engine": "engine stopped",
        "other": "other",
    },
}


def incident_words(cause: str, kind: str) -> str:
    """Return an incident in words, such as ``technical: terminal freezes``.

    :raises KeyError: if there is no such cause or kind.
    """
    return f"{cause}: {INCIDENTS[cause][kind]}"
