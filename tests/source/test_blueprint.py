"""Blueprint files: what they say, and what their errors say."""

import shutil

import pytest

from exam_engine.errors import AuthoringError
from exam_engine.office.shipped import blueprint_ids, find_blueprint, shipped
from exam_engine.source.blueprint import read_blueprint
from exam_engine.source.scheme import read_scheme

FOUNDATION = shipped("blueprints") / "tuv-sud" / "foundation.toml"


@pytest.fixture
def changed(tmp_path):
    """Return a function that reads the Foundation blueprint with one text replaced."""

    def read(old, new):
        text = FOUNDATION.read_text()
        assert text.count(old) == 1
        path = tmp_path / "changed.toml"
        path.write_text(text.replace(old, new))
        return read_blueprint(path)

    return read


def test_the_foundation_exam_is_that_of_the_scheme():
    """Parent of the figures: TÜV SÜD Blue Print V3.3 (December 2010), 5.2, 5.2.1 and Annex 2."""
    blueprint = find_blueprint("tuv-sud/foundation")
    assert blueprint.certificate == "Foundation Certificate in ITSM according to ISO/IEC 20000"
    assert blueprint.paper.items == 40
    assert blueprint.paper.minutes == 60
    assert blueprint.pass_rule.percent == 65
    assert blueprint.cut_score == 26
    assert blueprint.paper.options == 4
    assert blueprint.paper.resources == ()  # closed book
    assert [node.title for node in blueprint.requirements] == [
        "Service Quality Management",
        "ISO/IEC 20000 and IT Service Management",
        "Quality specifications for IT Service Management",
        "The code of practice for IT Service Management",
    ]
    assert [len(node.parts) for node in blueprint.requirements] == [3, 3, 5, 5]
    assert blueprint.body_of_knowledge.edition == "2018"


def test_the_weights_are_those_decided():
    """Parent of the figures: docs/decisions/0005-foundation-weights.md."""
    blueprint = find_blueprint("tuv-sud/foundation")
    assert [node.items for node in blueprint.requirements] == [8, 8, 12, 12]
    assert [leaf.items for leaf in blueprint.leaves()] == [
        *(3, 3, 2),
        *(3, 3, 2),
        *(3, 3, 2, 2, 2),
        *(2, 2, 2, 3, 3),
    ]
    assert {level.value: n for level, n in blueprint.levels.items()} == {
        "remember": 20,
        "understand": 20,
    }


def test_the_certificate_is_named_as_in_its_scheme():
    for name in blueprint_ids():
        blueprint = find_blueprint(name)
        scheme = read_scheme(shipped("blueprints") / blueprint.scheme / "scheme.toml")
        assert blueprint.certificate in scheme.certificates.values()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes = 60", 'minutes = "60"', "paper.minutes: '60' is not right; allowed: a whole"),
        ("minutes = 60", "minutes = 0", "paper.minutes: 0 is not right; allowed: a whole number"),
        ("minutes = 60", "minutes = 60.5", "paper.minutes: 60.5 is not right; allowed: a whole"),
        ("minutes = 60", "minuts = 60", "paper.minuts: unknown field; did you mean 'minutes'?"),
        ("minutes = 60", "", "paper.minutes: missing; write a whole number from 1 to 600"),
        ('navigation = "free"', 'navigation = "wild"', "paper.navigation: 'wild' is not right;"),
        ('edition = "2018"\n', "edition = 2018\n", "body_of_knowledge.edition: 2018 is not right"),
        (
            "remember = 20",
            "recall = 20",
            "levels.recall: 'recall' is not right; allowed: items per",
        ),
        ("remember = 20", "remember = 19", "levels: add up to 39, but paper.items is 40"),
        (
            'Concept and structure of ISO/IEC 20000", items = 2',
            'X", items = 3',
            "the parts of 2 add",
        ),
        ('code = "1.2"', 'code = "1.1"', "requirements: the code 1.1 is used more than once"),
        (
            'id = "tuv-sud/foundation"',
            'id = "apmg/foundation"',
            "exam.id: must begin with the scheme",
        ),
        ("format = 1", "format = 2", "format: 2 is not right; allowed: 1"),
        ("[paper]", "[papers]", "papers: unknown field; did you mean 'paper'?"),
    ],
)
def test_a_wrong_field_is_named_with_what_is_allowed(changed, old, new, said):
    with pytest.raises(AuthoringError) as found:
        changed(old, new)
    assert any(said in problem for problem in found.value.problems)
    assert all(
        str(problem).split(":")[0].endswith("changed.toml") for problem in found.value.problems
    )


def test_all_problems_are_told_at_once(tmp_path):
    path = tmp_path / "many.toml"
    text = FOUNDATION.read_text().replace("minutes = 60", "minuts = 60")
    path.write_text(text.replace("percent = 65", "percent = 650"))
    with pytest.raises(AuthoringError) as found:
        read_blueprint(path)
    assert len(found.value.problems) == 3  # missing, unknown, out of range


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"title = ", "is not TOML"),
        (b"\xff\xfe", "byte 0 is not UTF-8"),
        (b'title = "a\\u001b[2J"', "holds control characters (U+001B)"),
        (b"a=" + b"[" * 50_000, "is not TOML"),
        (b"#" * 6_000_000, "larger than 5 MB"),
    ],
)
def test_what_is_no_blueprint_at_all_is_said_plainly(tmp_path, content, said):
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(AuthoringError) as found:
        read_blueprint(path)
    assert said in str(found.value)
    assert "bad.toml" in str(found.value)


def test_a_missing_file_and_an_unknown_name_are_said_plainly(tmp_path):
    with pytest.raises(AuthoringError, match=r"none.toml: cannot be read: No such file"):
        read_blueprint(tmp_path / "none.toml")
    with pytest.raises(AuthoringError, match="there are: .*tuv-sud/foundation"):
        find_blueprint("tuv-sud/foundatoin")


def test_the_digest_is_that_of_the_content_and_not_of_the_file(tmp_path):
    copy = tmp_path / "copy.toml"
    shutil.copy(FOUNDATION, copy)
    copy.write_text("# a comment\n" + copy.read_text())
    assert read_blueprint(copy).digest == find_blueprint("tuv-sud/foundation").digest


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x = " + "9" * 5_000, "a number or name has over 200 characters"),
        (".".join(["a"] * 3_000) + " = 1", "nested too deeply"),
        ("[" + ".".join(["a"] * 3_000) + "]", "nested too deeply"),
        ("x = " + "{ a = " * 40 + "1" + " }" * 40, "nested too deeply"),
        ('"\\u001b[31mevil" = 1', "the name holds control characters"),
    ],
)
def test_made_up_files_cost_no_time_and_no_traceback(tmp_path, content, said):
    path = tmp_path / "made-up.toml"
    path.write_text(content)
    with pytest.raises(AuthoringError) as found:
        read_blueprint(path)
    assert said in str(found.value)
    assert "\x1b" not in str(found.value)


@pytest.mark.parametrize("edition", ["../../escaped", "a/b", "", "x" * 50])
def test_an_edition_is_safe_in_a_file_name(changed, edition):
    with pytest.raises(AuthoringError, match="exam.edition"):
        changed('edition = "2018-1"', f'edition = "{edition}"')


def test_hurdles_name_parts_of_the_outline(changed):
    old = 'percent = 65\nrounding = "up"\n'
    hurdle = 'hurdles = [{ requirement = "3", percent = 50 }]\n'
    (found,) = changed(old, old + hurdle).pass_rule.hurdles
    assert (found.requirement, found.percent) == ("3", 50)
    with pytest.raises(AuthoringError, match=r"pass_mark.hurdles: the outline has no .* 5"):
        changed(old, old + hurdle.replace('"3"', '"5"'))
