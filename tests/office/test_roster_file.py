"""Roster files: what is wrong is named by line, what is read is harmless."""

import pytest

from exam_engine.errors import AuthoringError
from exam_engine.office.roster_file import read_roster


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,number\nAda,C-1\nAda,C-1\n", "line 3: number: C-1 stands twice"),
        ("number,name\n,Ada\n", "line 2: number: 1 to 40 characters are needed"),
        ("number,name\nC-1,\n", "line 2: name: 1 to 80 characters are needed"),
        ("number,name,extra_minutes\nC-1,Ada,ten\n", "line 2: extra_minutes: a whole number from"),
        ("number,name,extra_minutes\nC-1,Ada,9999\n", "line 2: extra_minutes: 9999 is more than"),
        ("number,name,extra_minutes\nC-1,Ada,-5\n", "line 2: extra_minutes: a whole number from"),
        ("number,name,extra_minutes\nC-1,Ada,٣\n", "line 2: extra_minutes: a whole number from"),
        (f"number,name,extra_minutes\nC-1,Ada,{'9' * 5000}\n", "line 2: extra_minutes: a whole"),
        ("number,name\nC-1,Ada,15\n", "line 2: there are more fields than columns"),
        ("number\nC-1\n", "line 1: the columns are number,name"),
        ("number,name,diagnosis\nC-1,Ada,x\n", "line 1: the columns are number,name"),
        ('number,name\nC-1,"Ada\n', "is not CSV"),
        ('"number,name\n', "is not CSV"),
        ("number,name\n", "names no candidates"),
        ("", "not nothing"),
    ],
)
def test_a_roster_with_a_mistake_is_refused_by_line(tmp_path, content, said):
    path = tmp_path / "roster.csv"
    path.write_text(content)
    with pytest.raises(AuthoringError) as found:
        read_roster(path)
    assert said in str(found.value)
    assert "roster.csv" in str(found.value)


def test_a_roster_is_read_with_names_made_harmless(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(
        "number,name,extra_minutes\nC-1,Ada\x1b[2J  Lovelace,\nC-2,可用性,15\n",
        encoding="utf-8-sig",
    )
    one, two = read_roster(path)
    assert one.candidate.name == "Ada[2J Lovelace"
    assert two.accommodation.extra_time_ms == 15 * 60_000
