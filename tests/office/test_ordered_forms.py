"""Orders from files to the record: what is kept, what is refused, what a stop leaves behind."""

import pytest

from exam_engine.cli.main import run_for_code
from exam_engine.errors import AuthoringError, StoreError
from exam_engine.office import forms
from exam_engine.office.evidence import genuine_form
from exam_engine.office.ordering import Wishes, ordered
from exam_engine.store import form_inputs, records

ORDER = """
format = 1
blueprint = "tuv-sud/foundation"
forms = 2
seed = 5

[assembly]
quotas = [{ topic = "al", items = [4, 9] }]
anchor = { percent = 10 }
"""


@pytest.fixture
def order_file(tmp_path):
    path = tmp_path / "order.toml"
    path.write_text(ORDER)
    return path


def built(body, wishes):
    asked = ordered(wishes)
    with body.open_bank("editor") as bank:
        made = forms.prepare(body.home, asked, bank)
    forms.keep(body.home, asked, made, body.people["editor"])
    return asked, made.forms


def test_forms_are_kept_with_their_order(body, order_file):
    asked, made = built(body, Wishes(order=order_file))
    assert asked.order.blueprint == "tuv-sud/foundation"
    for form in made:
        assert genuine_form(body.home, form.id) == form
        assert form_inputs.order(body.home.engine, form.order_digest) == asked.order
        assert body.home.form(form.id).exists()


def test_parameters_are_kept_with_the_forms_that_were_built_from_them(body, order_file):
    table = order_file.with_name("estimates.csv")
    with body.open_bank("editor") as bank:
        items = [entry.id for entry in bank.catalogue().items]
    table.write_text("item,version,p\n" + "".join(f"{item},1,0.6\n" for item in items))
    order_file.write_text(
        ORDER.replace("seed = 5", 'seed = 5\nparameters = "estimates.csv"')
        + '[assembly.target]\nkind = "p-value"\naims = [0.6]\nwithin = 0.01\n'
    )
    asked, (form, _) = built(body, Wishes(order=order_file))
    kept = form_inputs.parameters(body.home.engine, form.parameters_digest)
    assert kept == asked.parameters


def test_the_command_line_takes_the_place_of_the_file(order_file):
    asked = ordered(Wishes(order=order_file, forms=1, seed=9, method="draw", bank="other"))
    assert (asked.order.forms, asked.order.seed, asked.order.method.value) == (1, 9, "draw")
    assert asked.bank == "other"
    assert asked.order.rules.anchor is not None


def test_a_second_form_can_keep_away_from_the_first(body, order_file):
    order_file.write_text(
        ORDER + f'[assembly.overlap]\nearlier = [{{ form = "{body.form.id}", items = [0, 2] }}]\n'
    )
    with pytest.raises(AuthoringError, match="name a blueprint"):
        ordered(Wishes())
    _, (form,) = built(body, Wishes(order=order_file, forms=1))
    common = {e.item for e in body.form.items} & {e.item for e in form.items}
    assert len(common) <= 2


def test_an_earlier_form_that_is_not_on_record_is_named(body, order_file):
    order_file.write_text(
        ORDER + '[assembly.overlap]\nearlier = [{ form = "no-such", items = 0 }]\n'
    )
    with pytest.raises(StoreError, match="there is no form 'no-such'"):
        built(body, Wishes(order=order_file))


def test_a_stop_leaves_no_form_half_written(body, order_file, monkeypatch):
    asked = ordered(Wishes(order=order_file))
    with body.open_bank("editor") as bank:
        made = forms.prepare(body.home, asked, bank)
    before = records.form_ids(body.home.engine)
    write_file, calls = forms.write_file, []

    def stopped(path, content):
        calls.append(path)
        if len(calls) == 2:
            raise KeyboardInterrupt
        write_file(path, content)

    monkeypatch.setattr(forms, "write_file", stopped)
    with pytest.raises(KeyboardInterrupt):
        forms.keep(body.home, asked, made, body.people["editor"])
    assert records.form_ids(body.home.engine) == before
    assert not any(path.exists() for path in calls)


def test_a_wrong_order_is_told_with_its_file(order_file, capsys, tmp_path):
    order_file.write_text(ORDER.replace('"al"', '"al"').replace("percent = 10", "percent = 0"))
    home = ["--home", str(tmp_path / "home")]
    assert run_for_code(["form", "build", "--order", str(order_file), *home]) == 2
    said = capsys.readouterr().err
    assert "order.toml: assembly.anchor: write either items (which ones) or percent" in said
    assert run_for_code(["form", "build", "--order", str(tmp_path / "none.toml"), *home]) == 2
    assert "none.toml: cannot be read: No such file or directory" in capsys.readouterr().err
