"""Hostile files: each is refused in one line, fast, in little memory, and nothing else happens."""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exam_engine.cli.main import run_for_code
from exam_engine.errors import FileRefused
from exam_engine.exchange.foreign import Refused, Taken
from exam_engine.exchange.package import Package
from exam_engine.exchange.reader import read_bytes, read_file
from exam_engine.exchange.report import report_of, report_on_file
from exchange.hostile import GOOD, hostile, package, zipped
from exchange.hostile_more import more_hostile
from exchange.made import read_xml
from exchange.seconds import a_second

INPUTS = hostile() + more_hostile()
SECRET = Path("/etc/passwd").read_text().split("\n")[0]
LIMIT_BYTES = 200_000_000


def reasons(read):
    """Return why a file, or anything in it, is refused."""
    return [read.refused] * bool(read.refused) + [
        one.outcome.reason for one in read.found if isinstance(one.outcome, Refused)
    ]


def test_there_are_many_inputs_of_different_names():
    assert len(INPUTS) >= 150
    assert len({name for name, _ in INPUTS}) == len(INPUTS)


@pytest.mark.parametrize(("name", "raw"), INPUTS, ids=[name for name, _ in INPUTS])
def test_each_is_refused_in_one_line_within_a_second(name, raw):
    start = time.process_time()
    read = read_bytes(raw, Path("x"))
    said = reasons(read)
    assert time.process_time() - start < a_second()
    assert said, name
    for line in said:
        assert "\n" not in line
        assert line.isprintable()
        assert len(line) < 300
        assert SECRET not in line
        assert "Traceback" not in line


def test_what_they_are_changes_of_is_taken():
    assert isinstance(read_xml(GOOD), Taken)
    assert not reasons(read_bytes(package(GOOD), Path("x")))
    assert not reasons(read_bytes(b"Q{=a ~b}", Path("x")))
    assert not reasons(read_bytes(b"Q\nA. a\nB. b\nANSWER: B", Path("x")))


HARDEST = (
    "a document type with a billion laughs",
    "60,000 attributes",
    "20,000 choices",
    "100,000 elements",
    "6 MB",
    "a text of 4 MB",
    "a bomb",
    "a bomb of many",
    "6,000 entries",
    "a pattern with thousands of states",
    "60,000 namespaces",
    "a mapping of 20,000 entries",
    "a sum of 6,000 fractions",
    "containers compared without end",
    "9,000 lookups in a table of 1999",
    "one item 20,000 times",
    "a stimulus asked for 300 times",
    "a text of 4 MB included 50 times",
    "a million choices",
    "a million numbers",
    "a million remarks",
    "a million lines without an answer",
    "20,000 answers",
)


@pytest.mark.parametrize("name", HARDEST)
def test_the_hardest_stay_within_200_mb_and_write_nothing(name, tmp_path):
    """In a process of its own, which dies if it asks for more than 200 MB beside its start."""
    source = tmp_path / "in" / "file"
    source.parent.mkdir()
    source.write_bytes(dict(INPUTS)[name])
    work = tmp_path / "work"
    work.mkdir()
    program = (
        "import json, sys, time\n"
        "from pathlib import Path\n"
        "from exam_engine.exchange.reader import read_file\n"
        "from exam_engine.exchange.report import report_of, report_on_file\n"
        # Not getrusage: its peak is inherited from the process that started this one.
        "def peak():\n"
        "    lines = Path('/proc/self/status').read_text().splitlines()\n"
        "    return next(int(l.split()[1]) for l in lines if l.startswith('VmHWM')) * 1024\n"
        "start = time.process_time()\n"
        "report = report_of([report_on_file(read_file(Path(sys.argv[1])))])\n"
        "print(json.dumps([report.has_findings, time.process_time() - start, peak()]))\n"
    )

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # not a byte may be written
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))

    done = subprocess.run(
        [sys.executable, "-c", program, str(source)],
        cwd=work,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=limit,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == 0, done.stderr
    refused, seconds, peak_bytes = json.loads(done.stdout)
    assert refused
    assert seconds < a_second()
    assert peak_bytes < LIMIT_BYTES
    assert list(work.iterdir()) == []


def test_the_command_says_one_line_and_ends_with_1(tmp_path, capsys):
    path = tmp_path / "bomb.xml"
    path.write_bytes(dict(INPUTS)["a document type with a file"])
    assert run_for_code(["bank", "import", str(path)]) == 1
    captured = capsys.readouterr()
    assert captured.err == ""
    first, second = captured.out.splitlines()
    assert "refused: has a document type" in first
    assert second == "1 files refused"


def test_pipes_devices_folders_and_missing_files_are_no_files(tmp_path):
    for path in (Path("/dev/zero"), tmp_path, tmp_path / "missing"):
        read = read_file(path)
        assert read.refused
        assert "\n" not in read.refused


def test_markup_of_the_terminal_is_text():
    read = read_xml(GOOD.replace("One", "[red]One[/red] [link=x]"))
    assert isinstance(read, Taken)
    assert read.item.interactions[0].choices[0].text == "[red]One[/red] [link=x]"


def test_bidirectional_overrides_are_removed_and_reported():
    read = read_xml(GOOD.replace("One", "O\u202ene\u200e"))
    assert isinstance(read, Taken)
    assert read.item.interactions[0].choices[0].text == "One"
    assert "control characters were removed" in read.notes


def test_a_bare_document_type_and_a_comment_are_legitimate():
    assert isinstance(read_xml(f"<!-- c --><!DOCTYPE assessmentItem>\n{GOOD}"), Taken)


def test_a_relative_include_of_the_package_is_read():
    include = '<p xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{}"/></p>'
    shared = f"<p {GOOD.split('<assessmentItem ')[1].split(' identifier')[0]}>Shared text.</p>"
    item = GOOD.replace("<itemBody>", "<itemBody>" + include.format("shared/text.xml"))
    raw = package(item, ("shared/text.xml", shared))
    (found,) = read_bytes(raw, Path("x")).found
    assert isinstance(found.outcome, Taken), found
    assert found.outcome.item.body[0].parts == ("Shared text.",)


def test_includes_cannot_multiply():
    namespace = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
    twice = f"<p {namespace}>{'<xi:include href={}/>' * 40}</p>"
    levels = [(f"l{n}.xml", twice.replace("{}", f'"l{n + 1}.xml"')) for n in range(6)]
    item = GOOD.replace("<itemBody>", "<itemBody>" + twice.replace("{}", '"l0.xml"'))
    start = time.process_time()
    said = reasons(read_bytes(package(item, *levels), Path("x")))
    assert time.process_time() - start < 1
    assert said == ["includes within includes, or too many of them"]


def test_entries_are_only_read_if_they_are_as_long_as_they_say():
    raw = zipped(("a.xml", GOOD))
    assert Package(raw).read("a.xml") == GOOD.encode()
    with pytest.raises(FileRefused, match="not in the package"):
        Package(raw).read("b.xml")


def test_a_report_on_everything_names_everything():
    reads = [read_bytes(raw, Path(f"{n}")) for n, (_, raw) in enumerate(INPUTS)]
    report = report_of(map(report_on_file, reads))
    assert report.has_findings
    assert report.counts["files refused"] + report.counts["refused"] >= len(INPUTS)
