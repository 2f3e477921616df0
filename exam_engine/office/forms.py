"""Building forms and putting them on record, signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from exam_engine.assembly.asked import is_plain
from exam_engine.assembly.assemble import USUAL, Effort
from exam_engine.assembly.build import Built, build_order, forms_supported
from exam_engine.assembly.loft.capacity import Capacity
from exam_engine.bank.sealed import SealedBank
from exam_engine.canonical import canonical_json
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form
from exam_engine.model.form_order import FormOrder
from exam_engine.model.parameters import NO_PARAMETERS
from exam_engine.office.approved import refuse_unapproved
from exam_engine.office.files import write_file
from exam_engine.office.home import Home
from exam_engine.office.ordering import Ordered, inputs_of
from exam_engine.store import audit_log
from exam_engine.store.audit_log import Act
from exam_engine.store.database import writing
from exam_engine.store.form_inputs import keep_order, keep_parameters
from exam_engine.store.records import FORM_KIND, SignedForm, keep_blueprint, keep_form
from exam_engine.vault.identity import Identity
from exam_engine.vault.signing import sign_record

Progress = Callable[[int, int], None]


def build(
    home: Home, blueprint: Blueprint, bank: SealedBank, editor: Identity, count: int, seed: int
) -> Sequence[Form]:
    """Build forms to a blueprint alone, sign and keep them, and write each as a file.

    :raises FormInfeasible: if the bank cannot carry them.
    :raises LifeRefused: if an item of a secure bank is not operational on record.
    """
    order = FormOrder(blueprint=blueprint.id, forms=count, seed=seed)
    asked = Ordered(blueprint, order, bank.header.id, NO_PARAMETERS)
    built = prepare(home, asked, bank)
    keep(home, asked, built, editor)
    return built.forms


def prepare(
    home: Home,
    asked: Ordered,
    bank: SealedBank,
    effort: Effort = USUAL,
    progress: Progress = lambda done, total: None,
) -> Built:
    """Build the forms of an order; nothing is written yet.

    :raises FormInfeasible: if the bank cannot carry them.
    """
    inputs = inputs_of(home, asked.blueprint, asked.order, asked.parameters, bank.header.id)
    built = build_order(asked.blueprint, bank, asked.order, inputs, effort, progress)
    refuse_unapproved(home, bank, built.forms)
    return built


def keep(home: Home, asked: Ordered, built: Built, editor: Identity) -> None:
    """Sign forms and keep them with blueprint, order and item parameters, all or none.

    :raises StoreError: if another form of one of their ids is on record.
    """
    written = []
    try:
        with writing(home.engine) as connection:
            keep_blueprint(connection, asked.blueprint)
            if not is_plain(asked.order):
                keep_order(connection, asked.order)
            if asked.parameters.items:
                keep_parameters(connection, asked.parameters)
            added = [
                form
                for form in built.forms
                if keep_form(connection, SignedForm(form, sign_record(editor, FORM_KIND, form)))
            ]
            acts = [_act(editor, form, built) for form in added]
            audit_log.append_all(connection, home.clock.now_ms(), acts)
            for form in built.forms:
                path = home.form(form.id)
                if not path.exists():
                    written.append(path)
                write_file(path, canonical_json(form) + b"\n")
    except BaseException:  # a stop by Ctrl-C too leaves no file of a form that is not on record
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _act(editor: Identity, form: Form, built: Built) -> Act:
    details = {"digest": form.digest}
    if not built.repeatable:
        details["search"] = "ended by time: cannot be built again"
    return Act(editor.name, "form built", form.id, details)


def supported(home: Home, asked: Ordered, bank: SealedBank) -> Capacity:
    """Return how many forms of an order's kind a bank supports."""
    inputs = inputs_of(home, asked.blueprint, asked.order, asked.parameters, bank.header.id)
    return forms_supported(asked.blueprint, bank, asked.order, inputs)
