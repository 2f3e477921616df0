"""Building forms and putting them on record, signed."""

from __future__ import annotations

from collections.abc import Sequence

from exam_engine.assembly.build import build_forms
from exam_engine.bank.sealed import SealedBank
from exam_engine.canonical import canonical_json
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form
from exam_engine.office.approved import refuse_unapproved
from exam_engine.office.files import write_file
from exam_engine.office.home import Home
from exam_engine.store import audit_log
from exam_engine.store.audit_log import Act
from exam_engine.store.database import writing
from exam_engine.store.records import FORM_KIND, SignedForm, keep_blueprint, keep_form
from exam_engine.vault.identity import Identity
from exam_engine.vault.signing import sign_record


def build(
    home: Home, blueprint: Blueprint, bank: SealedBank, editor: Identity, count: int, seed: int
) -> Sequence[Form]:
    """Build forms, sign and keep them with their blueprint, and write each as a file.

    :raises FormInfeasible: if the bank cannot carry them.
    :raises LifeRefused: if an item of a secure bank is not operational on record.
    """
    forms = build_forms(blueprint, bank, count, seed)
    refuse_unapproved(home, bank, forms)
    with writing(home.engine) as connection:
        keep_blueprint(connection, blueprint)
        added = [
            form
            for form in forms
            if keep_form(connection, SignedForm(form, sign_record(editor, FORM_KIND, form)))
        ]
        acts = [Act(editor.name, "form built", form.id, {"digest": form.digest}) for form in added]
        audit_log.append_all(connection, home.clock.now_ms(), acts)
    for form in forms:
        write_file(home.form(form.id), canonical_json(form) + b"\n")
    return forms
