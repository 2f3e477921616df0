"""Roster files: what is wrong is named by line, what is read is harmless, one person is one number.

Parent of the look-alikes: the Unicode Standard, UAX #15 (compatibility forms) and the property
Default_Ignorable_Code_Point (DerivedCoreProperties.txt).
"""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_engine.errors import AuthoringError
from exam_engine.office.roster_file import read_people, read_roster
from exam_engine.source.csv_file import MOST_LINES
from exam_engine.source.people import candidate_number


def read(tmp_path, content, reader=read_roster):
    path = tmp_path / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return reader(path)


def refused(tmp_path, content, reader=read_roster):
    with pytest.raises(AuthoringError) as found:
        read(tmp_path, content, reader)
    assert all("roster.csv" in problem for problem in found.value.problems)
    return found.value.problems


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,number\nAda,C-1\nAda,C-1\n", "line 3: number: C-1 stands twice"),
        ("number,name\nC-1,Ada\nc-1,Ada\n", "line 3: number: c-1 stands there as C-1 already"),
        ("number,name\n,Ada\n", "line 2: number: 1 to 40 characters are needed"),
        ("number,name\nC-1,\n", "line 2: name: 1 to 80 characters are needed"),
        ("number,name,extra_minutes\nC-1,Ada,ten\n", "line 2: extra_minutes: a whole number from"),
        ("number,name,extra_minutes\nC-1,Ada,9999\n", "line 2: extra_minutes: 9999 is more than"),
        ("number,name,extra_minutes\nC-1,Ada,-5\n", "line 2: extra_minutes: a whole number from"),
        ("number,name,extra_minutes\nC-1,Ada,٣\n", "line 2: extra_minutes: a whole number from"),
        (f"number,name,extra_minutes\nC-1,Ada,{'9' * 999}\n", "line 2: extra_minutes: a whole"),
        (f"number,name\nC-1,{'a' * 5000}\n", "line 2: name: longer than 1000 characters"),
        ("number,name\nC-1,Ada,15\n", "line 2: there are more fields than columns"),
        ("number,name\nC-1\n", "line 2: name: is missing; write as many fields as columns"),
        ("name\nAda\n", "line 1: the columns are number[,name][,extra_minutes], not name"),
        ("number,name,diagnosis\nC-1,Ada,x\n", "line 1: the columns are number[,name]"),
        ("number,number\nC-1,C-2\n", "not number,number; number stands twice"),
        ("number;name\nC-1;Ada\n", "save it with commas between the columns"),
        ('number,name\nC-1,"Ada\n', "is not CSV"),
        ('"number,name\n', "is not CSV"),
        ("number,name\n", "names no candidates"),
        ("", "not nothing"),
        (b"number,name\nC-1,\xff\n", "byte 16 is not UTF-8"),
    ],
)
def test_a_roster_with_a_mistake_is_refused_by_line(tmp_path, content, said):
    assert said in refused(tmp_path, content)[0]


def test_a_roster_is_read_with_names_made_harmless(tmp_path):
    content = "\ufeffnumber,name,extra_minutes\nC-1,Ada\x1b[2J  Love\u200blace,\n\nC-2,可用性,15\n"
    one, two = read(tmp_path, content)
    assert one.candidate.name == "Ada[2J Lovelace"
    assert two.accommodation.extra_time_ms == 15 * 60_000


def test_a_name_keeps_the_joiners_that_it_is_written_with(tmp_path):
    """Parent: the Persian word for "books", which Unicode writes with U+200C (TUS, 23.2)."""
    (one,) = read(tmp_path, "number,name\nC-1,کتاب\u200cها\u200c\n")
    assert one.candidate.name == "کتاب\u200cها"


@pytest.mark.parametrize(
    "other",
    ["1\u200b", "\u00ad1", "１", "1\ufe0f", " 1 ", "1\u2060", "①", "\U000e00311", "1\u3164"],
)
def test_numbers_that_look_alike_are_one_candidate(tmp_path, other):
    (said,) = refused(tmp_path, f"number,name\n1,Ada\n{other},Bea\n")
    assert said.endswith("line 3: number: 1 stands twice")


@pytest.mark.parametrize(
    ("number", "named"),
    [
        ("С-1", "U+0421"),
        ("C–1", "U+2013"),
        ("٣", "U+0663"),
        ("=1+1", "U+003D"),
        ("a\x1bb", "U+001B"),
    ],
)
def test_letters_that_only_look_like_others_are_refused_by_code_point(number, named):
    with pytest.raises(ValueError, match=r"U\+") as found:
        candidate_number(number)
    assert named in str(found.value)


@given(st.text(max_size=60))
def test_a_number_once_accepted_stays_as_it_is(text):
    try:
        found = candidate_number(text)
    except ValueError:
        return
    assert candidate_number(found) == found
    assert found.isascii()
    assert found == found.strip()
    assert 1 <= len(found) <= 40


def test_mistakes_without_end_are_told_in_a_few_lines_at_once(tmp_path):
    start_s = process_time()  # of this process alone: the machine may be busy
    problems = refused(tmp_path, "number,name\n" + ",\n,x\n" * 20_000)
    assert len(problems) == 21
    assert problems[-1].endswith("not read any further; mend these first")
    assert process_time() - start_s < 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("number,name\n" + ",\n" * 200_000, f"has more than {MOST_LINES} lines; divide it"),
        (b"x" * 10_000_001, "is larger than 10 MB"),
        (",".join(f"c{n}" for n in range(500_000)), "line 1: the columns are"),
        ("number,name\n" + "x" * 200_000, "is not CSV: field larger than field limit"),
    ],
)
def test_files_without_end_are_refused_in_one_short_line_within_a_second(tmp_path, content, said):
    start_s = process_time()  # of this process alone: the machine may be busy
    (problem,) = refused(tmp_path, content)
    assert said in problem
    assert len(problem) < 400
    assert process_time() - start_s < 1


def test_people_need_a_name(tmp_path):
    assert (
        "the columns are number,name, not number"
        in refused(tmp_path, "number\nC-1\n", read_people)[0]
    )
    (ada,) = read(tmp_path, "name,number\nAda Lovelace,C-1\n", read_people)
    assert (ada.number, ada.name) == ("C-1", "Ada Lovelace")
