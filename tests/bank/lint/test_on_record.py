"""What a home has on record counts for lint: reviews by genuine records, forms by signature."""

import datetime
import json
import shutil

import msgspec
import pytest

from bank.lint.made import single
from bank.lint.test_bank_rules import form_of
from exam_engine.canonical import canonical_json
from exam_engine.cli.main import run_for_code
from exam_engine.clock import SetClock
from exam_engine.model.life import FIRST, LIFE_KIND, LifeRecord, Reviewed, Role, Verdict
from exam_engine.office.home import Home
from exam_engine.office.linting import reviews_on_record
from exam_engine.store import life as store
from exam_engine.store.database import writing
from exam_engine.store.records import FORM_KIND, SignedForm, keep_form
from exam_engine.vault.signing import sign_record
from office.guarded import NOW, People, item, make_people, write_bank

LONG_AGO = 1_000_000_000_000  # 2001-09-09
ITEM = "gd-su-001"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    people = make_people(tmp_path_factory.mktemp("recorded"))
    people.home.close()
    return people


@pytest.fixture
def people(made, tmp_path):
    shutil.copytree(made.home.path, tmp_path / "home")
    home = Home(tmp_path / "home", SetClock(NOW))
    yield People(home, write_bank(tmp_path / "bank"), made.identities)
    home.close()


@pytest.fixture
def says(people, capsys):
    def run(*arguments, home=None):
        given = ["--home", str(home or people.home.path), "--json"]
        code = run_for_code(["bank", "lint", str(people.folder), *map(str, arguments), *given])
        captured = capsys.readouterr()
        return code, json.loads(captured.out) if captured.out else None, captured.err

    return run


def reviews(people):
    return reviews_on_record(people.home, people.desk().bank)


def codes(report):
    return {one["code"] for one in report["findings"]}


def slip_in(people, who, at_ms=NOW):
    """Put a review into the chain without asking the rules, as an insider with a secret could."""
    subject = people.item().subject
    act = Reviewed(role=Role.CONTENT, verdict=Verdict.APPROVE, defensible=False, note={})
    record = LifeRecord(
        bank="guarded-bank", subject=ITEM, version=1, digest=subject.digest, n=1, previous=FIRST,
        at_ms=at_ms, actor=who, act=act,
    )  # fmt: skip
    with writing(people.home.engine) as connection:
        signature = sign_record(people.identities[who], LIFE_KIND, record)
        store.add(connection, store.SignedLife(record, signature))


def test_reviewers_and_the_last_review_come_from_the_record(people):
    assert reviews(people) is None
    people.approve()
    found = reviews(people)[ITEM]
    assert found.reviewers == ("ben", "carla")
    assert found.last == datetime.date(2026, 3, 2)


def test_a_review_of_another_content_does_not_count(people):
    people.approve()
    write_bank(people.folder, item(fact="Access that is offered as standard is a request."))
    assert reviews(people) is None


def test_old_reviews_on_record_make_an_item_stale(people, says):
    _, report, _ = says()
    assert "STALE" not in codes(report)
    assert report["not_run"]["STALE"].startswith("in part")
    assert "SELF-REVIEW" in report["not_run"]
    people.home.clock = SetClock(LONG_AGO)
    people.approve()
    code, report, _ = says()
    assert code == 1
    (found,) = [one for one in report["findings"] if one["code"] == "STALE"]
    assert found["words"] == "2001-09-09"
    assert not {"STALE", "SELF-REVIEW"} & set(report["not_run"])


def test_an_author_who_reviewed_is_found_under_another_name(people, says):
    """The author field says Anna Berg; the identity is anna."""
    slip_in(people, "anna")
    _, report, _ = says()
    (found,) = [one for one in report["findings"] if one["code"] == "SELF-REVIEW"]
    assert found["words"] == "anna"


def test_somebody_elses_review_is_no_self_review(people, says):
    slip_in(people, "ben")
    _, report, _ = says()
    assert "SELF-REVIEW" not in codes(report) | set(report["not_run"])


def test_a_file_of_reviews_replaces_the_record(people, says, tmp_path):
    slip_in(people, "anna")
    given = tmp_path / "reviews.json"
    given.write_text(json.dumps({ITEM: {"reviewers": ["Bo"], "last": "2999-01-31"}}))
    _, report, _ = says("--reviews", given)
    assert "SELF-REVIEW" not in codes(report)


def test_a_home_that_is_not_there_is_not_made(people, says, tmp_path):
    _, report, _ = says(home=tmp_path / "nowhere")
    assert "SELF-REVIEW" in report["not_run"]
    assert not (tmp_path / "nowhere").exists()


FORM = msgspec.structs.replace(form_of([single(id=ITEM)], ["abcd"]), bank="guarded-bank")


def keep(people, form, who="carla"):
    with writing(people.home.engine) as connection:
        signature = sign_record(people.identities[who], FORM_KIND, form)
        keep_form(connection, SignedForm(form, signature))


def write_form(path, form=FORM):
    path.write_bytes(canonical_json(form))
    return path


def test_a_form_on_record_is_taken_by_its_id_or_its_file(people, says, tmp_path):
    keep(people, FORM)
    for named in (FORM.id, write_form(tmp_path / "form.json")):
        _, report, err = says("--form", named)
        assert report["items"] == 1
        assert err == ""


def test_a_file_that_differs_from_the_form_on_record_is_refused(people, says, tmp_path):
    keep(people, FORM)
    other = msgspec.structs.replace(FORM, total_marks=7)
    code, _, err = says("--form", write_form(tmp_path / "form.json", other))
    assert code == 2
    assert "differs from the form made-form that is on record" in err


def test_a_form_whose_signature_is_not_believed_is_refused(people, says, tmp_path):
    keep(people, FORM)
    (people.home.identities / "carla.recipient").unlink()
    code, _, err = says("--form", FORM.id)
    assert code == 2
    assert "form made-form" in err


def test_a_form_that_is_not_on_record_is_looked_at_and_said_to_be_nobodys(people, says, tmp_path):
    _, report, err = says("--form", write_form(tmp_path / "form.json"))
    assert report["items"] == 1
    assert "nobody's signature stands for it" in err
    code, _, err = says("--form", "no-such-form")
    assert code == 2
    assert "neither a file nor a form on record" in err
