"""Marking a sitting: scores, who is missing, the record that is left, what analysis reads."""

import numpy as np

from exam_engine.model.result import Result
from exam_engine.office import analysis, evidence, marking
from exam_engine.office.units import studied
from exam_engine.psychometrics import NOT_REACHED, OMITTED
from exam_engine.store import audit_log
from exam_engine.vault.audit import checkpoint_is_genuine
from office.sat import RIGHT, mark, verify


def test_marking_gives_scores_passes_and_who_is_missing(body, sat):
    told = []
    done = marking.mark_sitting(
        body.home, "spring", body.people["marker"], lambda *counts: told.append(counts)
    )
    assert {result.candidate: result.raw_score for result in done.results} == RIGHT
    assert [result.passed for result in done.results] == [True, False, True]
    assert done.not_ended == ["C-4"]
    assert told == [(1, 3), (2, 3), (3, 3)]
    again = mark(body)
    assert (again.results, again.marked_before, again.checkpoint) == ([], 3, None)


def test_recomputing_finds_nothing_to_correct(body, sat):
    mark(body)
    assert verify(body) == (3, [])


def test_the_audit_log_tells_the_whole_chain_and_is_signed(body, sat):
    done = mark(body)
    entries, findings = evidence.audit_findings(body.home)
    assert findings == []
    acts = [entry.act for entry in entries]
    assert [act for act in acts if act != "bank opened"] == [
        "bank sealed",
        "form built",
        *["form approved"] * 2,
        "sitting scheduled",
        *["attempt started", "attempt submitted"] * 3,
        *["result recorded"] * 3,
    ]
    _, _, by_editor, by_marker = audit_log.checkpoints(body.home.engine)
    assert by_marker == done.checkpoint
    assert (by_marker.n, by_marker.digest) == (entries[-1].n, entries[-1].digest)
    assert checkpoint_is_genuine(by_editor, body.people["editor"].recipient)
    assert checkpoint_is_genuine(by_marker, body.people["marker"].recipient)


def test_a_result_is_the_same_record_when_read_again(body, sat):
    done = mark(body)
    kept, doubts = marking.genuine_results(body.home, "spring")
    assert (kept, doubts) == (done.results, [])
    assert all(isinstance(result, Result) for result in kept)


def test_a_result_names_the_blueprint_it_was_reached_under(body, sat):
    (first, *_) = mark(body).results
    assert evidence.blueprint_of(body.home, first) == body.blueprint


def test_the_matrix_tells_omitted_from_not_reached(body, sat):
    found = evidence.gather(body.home, "spring", body.people["marker"])
    matrix = analysis.matrix_of_sitting(
        body.home, found, studied(found.forms.values(), found.answers)
    )
    assert matrix.persons == ("C-1", "C-2", "C-3")
    assert matrix.items == tuple(entry.item for entry in body.form.items)
    assert (matrix.chosen[:, 38] == OMITTED).all()
    assert (matrix.chosen[:, 39] == NOT_REACHED).all()
    assert (matrix.chosen[:, :38] >= 0).all()
    assert matrix.time_ms.dtype == np.int32


def test_few_candidates_get_a_report_that_refuses_statistics(body, sat, tmp_path):
    report = analysis.report_on_sitting(body.home, "spring", body.people["marker"])
    assert report.analysis.statistics is None
    files = analysis.write_report(report, tmp_path / "out")
    assert "n = 3" in (tmp_path / "out" / "report.html").read_text()
    assert len(files) == 9
