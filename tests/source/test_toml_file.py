"""TOML files from outside: what costs too much is refused at once, in a line; the rest is read.

Parent of what is TOML: the specification, version 1.0.0 (toml.io), and Python's ``tomllib``.
"""

import tomllib
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_engine.errors import AuthoringError
from exam_engine.source.toml_cost import DEEPEST_TABLES, LONGEST_WORD, too_costly
from exam_engine.source.toml_file import LARGEST_FILE_BYTES, read_toml

HOSTILE = {
    "dots beside a quote": "x." * 100_000 + 'x = "a"\n',
    "dots between quotes in comments": '# "\n' + "a." * 200_000 + 'a = 1 # "\n',
    "dots beside strings of many quotes": 'x = {k = """a"""", ' + "a." * 100_000 + "a = 1}",
    "dots beside a string of quotes": "x = {k = '''a'''', " + "a." * 100_000 + "a = 1}",
    "dots after an escaped backslash": 'x = ["\\\\", {' + "a." * 100_000 + "a = 1}]",
    "dots of quoted names": '"a".' * 100_000 + "a = 1\n",
    "dots with blanks between": "'a' \t. " * 100_000 + "a = 1\n",
    "dots in an inline table": "x = {" + "a." * 200_000 + "a = 1}\n",
    "many lines of many dots": "".join(f"a.{n}." + "a." * 97 + "a=1\n" for n in range(20_000)),
    "many headers of many dots": "".join("[" + "a." * 98 + f"b{n}]\n" for n in range(12_000)),
    "many tables": "[[items]]\n" * 500_000,
    "many inline tables": "x = [" + "{a=1}," * 600_000 + "]\n",
    "many dates": "x = [" + "2026-01-01," * 400_000 + "]\n",
    "deep arrays": "x = " + "[" * 500_000 + "]" * 500_000,
    "deep arrays, few": "x = " + "[" * 5_000 + "]" * 5_000,
    "hexadecimal digits": "x = 0x" + "f" * 4_000_000,
    "binary digits": "x = 0b" + "1" * 4_000_000,
    "decimal digits": "x = " + "9" * 4_000_000,
    "digits apart": "x = " + "1_" * 2_000_000 + "1",
    "digits after the point": "x = 1." + "1" * 4_000_000,
    "escapes": 'x = "' + "\\u0041" * 800_000 + '"',
    "quotes that never end": '"""' + '\\"""' * 1_000_000,
    "quotes that never end in a line": '"\\' * 2_000_000,
    "apostrophes": "'''" + "''x" * 1_500_000,
    "a word that never ends": "a" * (LARGEST_FILE_BYTES - 1),
    "dots and blanks": "a " * 2_000_000,
    "larger than allowed": "#" * (LARGEST_FILE_BYTES + 1),
    "harmful texts": "x = [" + '"\\u001b",' * 30_000 + "]",
}


def read(tmp_path, text):
    path = tmp_path / "file.toml"
    path.write_text(text)
    return read_toml(path)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_a_line_within_a_second(tmp_path, name):
    path = tmp_path / "file.toml"
    path.write_text(HOSTILE[name])
    start_s = process_time()  # of this process alone: the machine may be busy
    with pytest.raises(AuthoringError) as found:
        read_toml(path)
    assert process_time() - start_s < 1
    assert len(found.value.problems) <= 50
    assert all(len(problem) < 400 and "\n" not in problem for problem in found.value.problems)
    assert str(path) in found.value.problems[0]


@pytest.mark.parametrize("text", ["x = nan", "x = -nan", "[a]\nx = [1.5, {b = inf}]", "x = +inf"])
def test_what_is_no_number_is_refused_with_its_place(tmp_path, text):
    with pytest.raises(AuthoringError, match=r": (x|a\.x\[2\]\.b): .*is no number"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        'x = "' + "a.b." * 50_000 + '"',
        "x = '''\n" + "a.b.c = 1\n" * 10_000 + "'''",
        'x = """' + 'a""b.' * 10_000 + '"""""',
        "# " + "." * 100_000 + "\nx = 1",
        ".".join("a" * DEEPEST_TABLES) + " = 1",
        "x = " + "9" * LONGEST_WORD,
        "x = [" + "1.5, " * 10_000 + "]",
        'x = "say \\"a.b\\" # no comment" # "a comment',
    ],
)
def test_dots_and_signs_within_texts_and_comments_cost_nothing(tmp_path, text):
    assert read(tmp_path, text) == tomllib.loads(text)


STRINGS = st.sampled_from(
    [
        '"a\\"b"',
        "'a\"b'",
        '"""a"b""c\n"""',
        "'''it's\n'' here'''",
        '"""x"""""',
        "'''x'''''",
        '""',
        "''",
    ]
)


@given(st.lists(STRINGS, min_size=1, max_size=6), st.sampled_from([" # end ' \"", "", " # '''"]))
def test_a_deep_name_is_found_after_any_texts(strings, comment):
    """Whatever texts stand before it, a deep name is not taken for a part of one."""
    before = f"x = [{', '.join(strings)}]{comment}\n"
    tomllib.loads(before)  # it is TOML
    assert too_costly(before) == ""
    deep = before + "a." * DEEPEST_TABLES + "a = 1"
    line = deep.count("\n") + 1
    assert too_costly(deep) == f"line {line}: names are nested too deeply"
    assert too_costly(f"x = [{', '.join(strings)}, {{{'a.' * DEEPEST_TABLES}a = 1}}]") != ""
