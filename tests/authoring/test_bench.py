"""The bench: what is read, what changed, new items that fit, the right line in the editor."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authoring.support import LOOK, NOW, change, set_age, types_bank, workshop_of
from exam_engine.authoring.bench import templates
from exam_engine.authoring.bench.editing import editor_command, run_editor
from exam_engine.authoring.bench.folder import file_of_problem, line_of_problem, read_folder
from exam_engine.authoring.bench.rows import Sorting, age, filtered, rows_of, sorted_by
from exam_engine.authoring.pages.problems import ProblemsPage
from exam_engine.errors import AuthoringError
from exam_engine.model.item_type import ItemState, ItemType

STEM = "Use the scenario. Which action addresses the weakness"


def test_a_folder_that_no_longer_reads_keeps_what_was_read_and_names_what_is_wrong(bank):
    whole = read_folder(bank)
    file = bank / "items" / "types.toml"
    change(file, 'level = "analyse"', 'level = "guess"')
    broken = read_folder(bank, whole)
    assert broken.source is whole.source
    (problem,) = broken.problems
    assert "item typ-single-001: level: 'guess' is not right; allowed: remember" in problem
    assert file_of_problem(problem) == file
    number = file.read_text().splitlines().index('id = "typ-single-001"') + 1
    assert line_of_problem(problem, file) == number
    change(file, 'level = "guess"', 'level = "apply"')
    assert read_folder(bank, broken).problems == ()


def test_a_file_that_is_not_toml_is_opened_where_it_ceases_to_be(bank):
    file = bank / "items" / "types.toml"
    change(file, 'id = "typ-match-001"', 'id = = "typ-match-001"')
    (problem,) = read_folder(bank).problems
    number = file.read_text().splitlines().index('id = = "typ-match-001"') + 1
    assert line_of_problem(problem, file_of_problem(problem)) == number


def test_only_the_item_that_was_changed_looks_new(bank):
    before = read_folder(bank)
    file = bank / "items" / "types.toml"
    change(file, STEM, "Use the scenario. Which one action addresses the weakness")
    set_age(file, hours=0)
    after = read_folder(bank, before)
    changed = {item for item, place in after.places.items() if place.changed_ms == NOW}
    assert changed == {"typ-single-001"}
    assert before.places["typ-single-001"].changed_ms == NOW - 3 * 3_600_000


def test_a_workshop_notices_every_file_of_the_bank(bank, home):
    workshop = workshop_of(bank, home)
    for file in ("items/types.toml", "scenarios/nordkai.toml", "topics.toml", "bank.toml"):
        assert not workshop.changed
        set_age(bank / file, hours=1)
        assert workshop.changed, file
        workshop.take(workshop.load_reading())
    (bank / "items" / "more.toml").write_text("")
    assert workshop.changed


def test_findings_are_counted_for_the_item_that_has_them(bank, home):
    assert {row.found for row in workshop_of(bank, home).rows} == {(0, 0)}
    change(bank / "items" / "types.toml", "Which TWO elements belong in", "Which elements stand in")
    found = {row.item.id: row.found for row in workshop_of(bank, home).rows}
    assert found["typ-multiple-002"].errors == 1
    assert sum(one.errors for one in found.values()) == 1


def test_filtering_takes_words_from_everywhere_and_findings_come_first(bank, home):
    change(bank / "items" / "types.toml", "Which TWO elements belong in", "Which elements stand in")
    rows = workshop_of(bank, home).rows
    assert [row.item.id for row in filtered(rows, "MULTIPLE apply")] == ["typ-multiple-002"]
    assert filtered(rows, "multiple nowhere") == []
    assert [row.item.id for row in filtered(rows, "queue server")] == []
    assert sorted_by(rows, Sorting.FINDINGS)[0].item.id == "typ-multiple-002"
    ids = [row.item.id for row in sorted_by(rows, Sorting.ID)]
    assert ids == sorted(ids)


@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_ages_grow(one, other):
    def minutes(text):
        number, _, unit = text.partition(" ")
        return 0 if text == "now" else int(number) * {"min": 1, "h": 60, "d": 1440}[unit]

    younger, older = sorted((one, other))
    assert minutes(age(0, younger)) <= minutes(age(0, older))
    assert minutes(age(0, younger)) * 60_000 <= younger < (minutes(age(0, younger)) + 1440) * 60_000


@pytest.mark.parametrize("kind", ItemType)
def test_a_new_item_of_any_type_fits_the_bank_as_a_draft_without_lint_errors(kind, bank, home):
    before = read_folder(bank)
    item_id = templates.fresh_id(before.source, kind, "typ-single-002")
    file = bank / "items" / "types.toml"
    line = templates.append_item(file, templates.new_item(before.source, kind, item_id))
    workshop = workshop_of(bank, home)
    assert workshop.reading.problems == ()
    assert item_id == "typ-single-003"
    assert file.read_text().splitlines()[line - 1] == f'id = "{item_id}"'
    assert workshop.reading.places[item_id].line == line
    made = workshop.item(item_id)
    assert (made.type, made.state) == (kind, ItemState.DRAFT)
    assert workshop.checked.open_count(item_id).errors == 0
    assert len(workshop.bank.items) == len(before.source.bank.items) + 1


@given(st.sets(st.integers(1, 2000), max_size=20))
def test_a_fresh_id_is_no_items_id(numbers):
    class Source:
        class bank:  # noqa: N801
            items = ()

    class One:
        def __init__(self, item_id):
            self.id = item_id

    ids = {f"fnd-su-{number:03d}" for number in numbers}
    Source.bank.items = [One(item_id) for item_id in ids]
    assert templates.fresh_id(Source, ItemType.SINGLE, "fnd-su-001") not in ids


def test_a_file_without_an_end_of_line_is_appended_to_on_a_line_of_its_own(tmp_path):
    file = tmp_path / "items" / "new.toml"
    line = templates.append_item(file, '\n[[items]]\nid = "a-1"\n')
    file.write_text(file.read_text().rstrip("\n"))
    assert templates.append_item(file, '\n[[items]]\nid = "a-2"\n') > line
    assert file.read_text().splitlines().count("[[items]]") == 2


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("vim", ["vim", "+7", "x.toml"]),
        ("/usr/bin/nano -l", ["/usr/bin/nano", "-l", "+7", "x.toml"]),
        ("code", ["code", "--wait", "--goto", "x.toml:7"]),
        ("hx", ["hx", "x.toml:7"]),
        ("my-editor --calm", ["my-editor", "--calm", "x.toml"]),
    ],
)
def test_editors_are_told_the_line_in_their_own_way(editor, command):
    assert editor_command({"EDITOR": editor}, Path("x.toml"), 7) == command
    assert editor_command({"VISUAL": editor, "EDITOR": "ed"}, Path("x.toml"), 7) == command


def test_an_editor_that_is_not_there_is_told():
    assert "no-such-editor" in run_editor(["no-such-editor", "x"])
    with pytest.raises(AuthoringError, match="quotes"):
        editor_command({"EDITOR": "vi '"}, Path("x"), 1)


def test_a_home_without_a_record_is_not_made_for_a_look(bank, home):
    workshop = workshop_of(bank, home)
    # In a public bank nothing but reviews is on record, so every item may be reviewed.
    assert [under.item for under in workshop.waiting()] == list(workshop.bank.items)
    assert workshop.told_of(workshop.bank.items[0]) == []
    assert not home.path.exists()


def test_a_broken_bank_from_the_beginning_shows_its_problems(tmp_path, home):
    bank = types_bank(tmp_path)
    (bank / "items" / "types.toml").write_text("[[items]\n")
    workshop = workshop_of(bank, home)
    assert rows_of(workshop.reading, {}, None) == []
    assert "types.toml" in workshop.reading.problems[0]


def test_names_of_files_and_texts_cannot_command_the_terminal(bank, home):
    (bank / "items" / "a\x1b[2Jb.toml").write_text("[[items]\n")
    page = ProblemsPage(LOOK.glyphs, workshop_of(bank, home))
    shown = "".join(row.plain for row in page.lay_out(80, 24))
    assert "[2Jb.toml" in shown
    assert "\x1b" not in shown
