"""``exam-engine blueprint``: check and show the definitions of exams."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from exam_engine.cli.common import json_option, print_json, print_table, say
from exam_engine.errors import AuthoringError
from exam_engine.office.shipped import blueprint_file, blueprint_ids, find_blueprint
from exam_engine.source.blueprint import read_blueprint


@click.group()
def command() -> None:
    """Blueprints: the definition of one exam, one edition, as a TOML file."""


@command.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> int:
    """Check blueprint files; exit code 1 if any is not right.

    Example: exam-engine blueprint check blueprints/tuv-sud/foundation.toml
    """
    wrong = 0
    for file in files:
        try:
            blueprint = read_blueprint(file)
        except AuthoringError as error:
            wrong += 1
            for problem in error.problems:
                say(problem)
        else:
            say(f"{file}: right: {blueprint.id} edition {blueprint.edition}")
    return 1 if wrong else 0


@command.command("where")
@click.argument("name")
def where(name: str) -> None:
    """Print the file of a blueprint that came with the engine, to start one's own from.

    Example: exam-engine blueprint where tuv-sud/foundation
    """
    say(str(blueprint_file(name)))


@command.command("show")
@click.argument("name", required=False)
@json_option
def show(name: str | None, as_json: bool) -> None:
    """Show a blueprint by id or file, or list those that came with the engine.

    Example: exam-engine blueprint show tuv-sud/foundation
    """
    if name is None:
        found = blueprint_ids()
        if as_json:
            print_json(found)
        else:
            say("\n".join(found))
        return
    blueprint = find_blueprint(name)
    if as_json:
        print_json(msgspec.to_builtins(blueprint) | {"digest": blueprint.digest})
        return
    knowledge, paper = blueprint.body_of_knowledge, blueprint.paper
    types = ", ".join(f"{count} {kind.value}" for kind, count in paper.types.items())
    book = ", ".join(resource.title for resource in paper.resources) or "closed book"
    say(f"{blueprint.title}")
    say(f"  {blueprint.id}, edition {blueprint.edition}, digest {blueprint.digest[:16]}")
    say(f"  certificate: {blueprint.certificate}")
    say(
        f"  body of knowledge: {knowledge.standard}:{knowledge.edition}"
        + "".join(f" + {amendment}" for amendment in knowledge.amendments)
    )
    say(
        f"  {paper.items} items ({types}), {paper.total_marks} marks, "
        f"{paper.minutes} minutes, {book}"
    )
    say(
        f"  pass: {blueprint.pass_rule.percent} % = {blueprint.cut_score} of "
        f"{blueprint.total_marks} marks"
    )
    say("  levels: " + ", ".join(f"{level.value} {n}" for level, n in blueprint.levels.items()))
    say()
    print_table(
        ["code", "requirement", "items"],
        [(leaf.code, leaf.title, leaf.items) for leaf in blueprint.leaves()],
    )
