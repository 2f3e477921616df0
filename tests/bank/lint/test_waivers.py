"""Waivers cover warnings and nothing else, and every waiver is accounted for."""

from bank.lint.made import TEXTS, findings, report_on, single
from exam_engine.bank.lint.finding import Severity
from exam_engine.bank.lint.run import RULES

REASON = "Kept with a reason."
VAGUE = (*TEXTS[:3], "Naming people often")


def waived(code, **changes):
    return single(waivers={code: REASON}, **changes)


def codes(report):
    return {one.code for one in report.findings}


def test_a_warning_with_a_waiver_does_not_fail_the_bank():
    assert report_on(single(texts=VAGUE)).failed
    report = report_on(waived("OPT-VAGUE", texts=VAGUE))
    assert not report.failed
    (found,) = [one for one in report.findings if one.code == "OPT-VAGUE"]
    assert found.waived == REASON
    assert report.count(Severity.WARNING, waived=True) == 1
    assert report.count(Severity.WARNING) == 0


def test_a_waiver_of_an_error_is_refused_by_name():
    report = report_on(waived("OPT-DUP", texts=("One", "one", *TEXTS[2:])))
    assert report.failed
    (refused,) = [one for one in report.findings if one.code == "WAIVE-REFUSED"]
    assert refused.severity is Severity.ERROR
    assert refused.words == "OPT-DUP"
    assert not next(one for one in report.findings if one.code == "OPT-DUP").waived
    # refused even where the rule finds nothing: it could only ever hide an error
    assert "WAIVE-REFUSED" in codes(report_on(waived("OPT-DUP")))


def test_a_rule_of_two_severities_is_waived_as_far_as_it_warns():
    capitals = report_on(waived("STEM-NEG", stem="Which act is NOT of use?"))
    assert not capitals.failed
    small = report_on(waived("STEM-NEG", stem="Which act is not of use?"))
    assert small.failed
    assert {"STEM-NEG", "WAIVE-UNUSED"} <= codes(small)


def test_a_waiver_that_waives_nothing_is_told():
    (found,) = findings("WAIVE-UNUSED", waived("OPT-VAGUE"), also=("OPT-VAGUE",))
    assert found.severity is Severity.INFORMATION
    assert "OPT-VAGUE" in found.message


def test_a_waiver_of_a_rule_that_did_not_run_is_no_finding():
    assert findings("WAIVE-UNUSED", waived("OPT-VAGUE"), also=("OPT-ABS",)) == []
    assert findings("WAIVE-UNUSED", waived("COVERAGE")) == []


def test_a_waiver_of_no_rule_is_told():
    (found,) = findings("WAIVE-UNKNOWN", waived("OPT-VAGE"))
    assert found.severity is Severity.WARNING
    assert findings("WAIVE-UNKNOWN", waived("OPT-VAGUE")) == []


def test_a_pair_is_waived_in_either_item():
    like = "A depot in Oslo ships frozen cod by night train. Who signs the sheet?"
    for which in (1, 2):
        pair = [
            single(n, stem=like, waivers={"ENEMY-STEM": REASON} if n == which else {})
            for n in (1, 2)
        ]
        (found,) = findings("ENEMY-STEM", *pair)
        assert found.waived == REASON


def test_waivers_are_counted_by_writer():
    items = [waived("OPT-VAGUE", author="Bo"), waived("CUE-REPEAT", author="Bo"), single()]
    (found,) = findings("WAIVERS", *items)
    assert "Bo: 2 waivers" in found.message
    assert findings("WAIVERS", single()) == []


def test_every_rule_says_all_that_explain_prints():
    for code, rule in RULES.items():
        assert rule.code == code
        for text in (rule.title, rule.detection, rule.evidence, rule.advice):
            assert len(text) > 10, code
        assert rule.title[0].islower()
        assert not rule.title.endswith(".")
