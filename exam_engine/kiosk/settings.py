"""systemd's configuration as systemd merges it: main file, then drop-ins by name, later wins.

After ``systemd.unit(5)`` and ``systemd-system.conf(5)``: a drop-in in ``/etc`` replaces one of
the same name in ``/run`` and ``/usr/lib``; of a setting that takes one value the last one counts.
"""

from __future__ import annotations

from exam_engine.kiosk.machine import Machine

_PLACES = ("/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd")


def merged(machine: Machine, name: str) -> dict[str, list[str]]:
    """Return all assignments by setting, in order, of a file such as ``logind.conf``.

    An empty assignment takes back those before it. Sections are not told apart: no name occurs in
    two of them here.

    :raises Unknown: if a file is there and cannot be read.
    """
    mains = (f"{place}/{name}" for place in _PLACES)
    main = next((path for path in mains if machine.real_path(path).exists()), None)
    drop_ins: dict[str, str] = {}
    for folder in reversed([f"{place}/{each}.d" for place in _PLACES for each in _folders(name)]):
        for file in machine.names(folder):
            if file.endswith(".conf"):
                drop_ins[file] = f"{folder}/{file}"
    texts = [machine.read(main)] if main else []
    texts += [machine.read(drop_ins[file]) for file in sorted(drop_ins)]
    assigned: dict[str, list[str]] = {}
    for text in texts:
        _assign(assigned, text)
    return assigned


def _folders(name: str) -> list[str]:
    """Return the names of the drop-in folders: an instance also has its template's."""
    stem, at, rest = name.partition("@")
    template = f"{stem}@.{rest.rpartition('.')[2]}" if at else name
    return [name] if template == name else [name, template]


def _assign(assigned: dict[str, list[str]], text: str) -> None:
    for line in text.replace("\\\n", " ").splitlines():
        name, equals, value = line.strip().partition("=")
        if not equals or name.startswith(("#", ";", "[")):
            continue
        if value.strip():
            assigned.setdefault(name.strip(), []).append(value.strip())
        else:
            assigned[name.strip()] = []


def differing(assigned: dict[str, list[str]], wanted: dict[str, str]) -> list[str]:
    """Return a line for each setting whose last value is not the wanted one; "" means none."""
    found = []
    for name, value in wanted.items():
        last = (assigned.get(name) or [""])[-1]
        if last.lower() != value.lower() or name not in assigned:
            found.append(f"{name} is {last or 'not set'}, not {value or 'empty'}")
    return found
