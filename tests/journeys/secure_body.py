"""A certification body with a secure bank, driven by the commands that its people type.

Commands run in this process, each from its arguments to its exit code, because starting Python
a hundred times would take minutes. One identity is made by the command; the others are its like,
but for the cost of their passphrase.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import databases
from conftest import CHEAP
from exam_engine.cli.main import run_for_code
from exam_engine.model.item_parts import paper_of
from exam_engine.office.home import Home
from exam_engine.source.bank import read_bank
from exam_engine.vault.identity import Identity, save_identity
from exam_engine.vault.secret import Secret

PASSPHRASE = "a passphrase of some length"
PEOPLE = ("anna", "ben", "carla", "dora", "custodian", "editor")
BANK = "body-bank"
ANSWERS = {"bb-001": "b", "bb-002": "c", "bb-003": "d", "bb-004": "a", "bb-005": "b"}
WHY = ("--reason", "as the procedure has it")

_BANK = """format = 1
id = "{id}"
title = "A bank of its own"
language = "en"
security = "{security}"
licence = "all rights reserved"
editions = ["2018"]
[defaults]
author = "Anna Berg"
origin = "original"
state = "{state}"
"""

_GIVEN = Path(__file__).with_name("secure")


def write_bank(folder: Path, *, security="secure", state="draft", id=BANK) -> Path:
    """Write a bank of five sound items: 001 for requirement 1, 002 and 004 for 2, the rest 3."""
    (folder / "items").mkdir(parents=True, exist_ok=True)
    (folder / "bank.toml").write_text(_BANK.format(id=id, security=security, state=state))
    (folder / "topics.toml").write_bytes((_GIVEN / "topics.toml").read_bytes())
    (folder / "items" / "all.toml").write_bytes((_GIVEN / "items.toml").read_bytes())
    return folder


class Body:
    """Runs commands as somebody; ``says`` is what the last one printed, on both streams."""

    def __init__(self, folder: Path, capture) -> None:
        self.folder, self._capture = folder, capture
        self.home_path = folder / "home"
        self.bank = folder / "bank"
        self.blueprint = folder / "own" / "small.toml"
        self.passphrase = folder / "passphrase"
        self.says = ""

    def found(self) -> None:
        """Make identities, a bank folder, a scheme and a blueprint."""
        databases.give_database(self.home_path)
        self.passphrase.write_text(PASSPHRASE + "\n")
        self.passphrase.chmod(0o600)
        first, *others = PEOPLE
        assert self.run("identity", "new", first) == 0, self.says
        for name in others:
            identity = Identity.generate(name)
            save_identity(identity, self.home().identities, Secret(PASSPHRASE.encode()), CHEAP)
        write_bank(self.bank)
        self.blueprint.parent.mkdir()
        for name in ("scheme.toml", "small.toml"):
            shutil.copy(_GIVEN / name, self.blueprint.parent)

    def run(self, *words, who: str = "") -> int:
        """Run a command and return its exit code."""
        acting = ["--identity", who] if who else []
        code = run_for_code([*map(str, words), *acting])
        out, error = self._capture()
        self.says = out + error
        return code

    def bank_says(self, verb, *words, who="") -> int:
        return self.run("bank", verb, self.bank, *words, who=who)

    def submit(self, item, who="anna") -> int:
        return self.bank_says("life", item, "--to", "in-review", *WHY, who=who)

    def review(self, item, who, role, answer="", verdict="approve") -> int:
        given = ["--answer", answer or ANSWERS[item], "--verdict", verdict, "--role", role]
        return self.bank_says("review", item, *given, "--comment", "seen", who=who)

    def approve(self, item) -> None:
        assert self.submit(item) == 0, self.says
        assert self.review(item, "ben", "content") == 0, self.says
        assert self.review(item, "carla", "language") == 0, self.says

    def make_operational(self, item) -> None:
        self.approve(item)
        assert self.bank_says("life", item, "--to", "pilot", *WHY, who="dora") == 0, self.says
        pilot = ("--pilot", "120", "0.63", "0.31", "--to", "operational")
        assert self.bank_says("life", item, *pilot, *WHY, who="dora") == 0, self.says

    def state(self, item) -> str:
        """Return where an item stands, as ``bank life`` tells it."""
        self.bank_says("life", item, "--json")
        return json.loads(self.says)["state"]

    def seal(self, *readers) -> int:
        to = [f"--to={reader}" for reader in readers or ("editor=catalogue,paper,answers",)]
        custodian = "--to=custodian=catalogue,paper,answers"
        return self.bank_says("seal", *to, custodian, who="custodian")

    def build(self, who="editor", *more) -> int:
        return self.run("form", "build", self.blueprint, *more, who=who)

    def form_items(self) -> list[str]:
        """Return the items of the form that was built last, from the command's output."""
        form = re.search(r"^own-small\S+", self.says, re.MULTILINE)
        assert form, self.says
        assert self.run("form", "show", form[0], "--json") == 0
        return [entry["item"] for entry in json.loads(self.says)["items"]]

    @property
    def sealed(self) -> Path:
        """Return the sealed file of the bank, of which there is one."""
        (path,) = (self.home_path / "banks").glob("*.sealed")
        return path

    def edit(self, old: str, new: str, file="items/all.toml") -> None:
        """Change a file of the bank as its author would, in an editor."""
        path = self.bank / file
        text = path.read_text()
        assert text.count(old) == 1
        path.write_text(text.replace(old, new))

    def home(self) -> Home:
        return Home(self.home_path)

    def identity(self, name) -> Identity:
        """Open an identity as somebody does who holds its passphrase and writes programs."""
        return self.home().identity(name, Secret(PASSPHRASE.encode()))

    def papers(self):
        """Return what a candidate would see of each item, by id."""
        return {item.id: paper_of(item) for item in read_bank(self.bank).items}
