"""Blueprints and banks that come with the engine, from a checkout or an installed package."""

from __future__ import annotations

from pathlib import Path

import exam_engine
from exam_engine.errors import AuthoringError
from exam_engine.model.blueprint import Blueprint
from exam_engine.source.blueprint import read_blueprint

_PACKAGE = Path(exam_engine.__file__).parent


def shipped(kind: str) -> Path:
    """Return the folder ``blueprints`` or ``item_banks`` that came with the engine."""
    installed = _PACKAGE / "shipped" / kind
    return installed if installed.is_dir() else _PACKAGE.parent / kind


def find_blueprint(name: str) -> Blueprint:
    """Return a blueprint by id (``tuv-sud/foundation``) or by file name.

    :raises AuthoringError: if there is none, with those that there are; or if it is not right.
    """
    return read_blueprint(Path(name) if name.endswith(".toml") else blueprint_file(name))


def blueprint_file(name: str) -> Path:
    """Return the file of a blueprint that came with the engine.

    :raises AuthoringError: if there is none, with those that there are.
    """
    known = blueprint_ids()
    if name not in known:
        raise AuthoringError(
            [
                f"there is no blueprint {name!r}; there are: {', '.join(known)}; "
                "or give the path of a .toml file"
            ]
        )
    return shipped("blueprints") / f"{name}.toml"


def blueprint_ids() -> list[str]:
    """Return the ids of the blueprints that came with the engine."""
    root = shipped("blueprints")
    return sorted(
        str(path.relative_to(root).with_suffix(""))
        for path in root.glob("*/*.toml")
        if path.name != "scheme.toml"
    )


def find_bank_folder(name: str) -> Path:
    """Return a bank folder by path, or by the name of one that came with the engine.

    :raises AuthoringError: if there is none.
    """
    for folder in (Path(name), shipped("item_banks") / name):
        if (folder / "bank.toml").is_file():
            return folder
    known = sorted(path.parent.name for path in shipped("item_banks").glob("*/bank.toml"))
    raise AuthoringError([f"{name!r} is neither a bank folder nor one of: {', '.join(known)}"])
