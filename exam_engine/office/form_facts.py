"""Gathering what is known of forms on record: blueprint, order, catalogue, statistics, exposure.

Reading needs an identity that opens the bank's catalogue. Where right answers stand is counted only
if it opens the answers too; nothing of them is kept but the places.
"""

from __future__ import annotations

from collections.abc import Sequence

from exam_engine.assembly.facts.certificate import Certificate, certificate_of
from exam_engine.assembly.facts.given import NOWHERE, Given, Seen
from exam_engine.bank.sealed import SealedBank
from exam_engine.errors import NotARecipient, StoreError
from exam_engine.model.bank import BankCatalogue
from exam_engine.model.form import Form
from exam_engine.model.form_order import FormOrder
from exam_engine.model.item_type import ItemType
from exam_engine.model.parameters import NO_PARAMETERS, ParameterTable
from exam_engine.office import banks
from exam_engine.office.evidence import answers_for, genuine_form
from exam_engine.office.exposure import ledger
from exam_engine.office.form_approval import signed_standing
from exam_engine.office.home import Home
from exam_engine.store import form_inputs, records
from exam_engine.vault.identity import Identity

_SHOWN_DIGITS = 16


def gather(
    home: Home,
    form_ids: Sequence[str],
    reader: Identity,
    parameters: ParameterTable | None = None,
) -> list[Given]:
    """Return forms on record with what is known of them.

    :param parameters: item parameters to use instead of those that the forms were built from.
    :raises ExamEngineError: if a form, its blueprint or its bank is not here or cannot be believed.
    """
    forms = [genuine_form(home, form_id) for form_id in dict.fromkeys(form_ids)]
    revisions: dict[tuple[str, str], list[Form]] = {}
    for form in forms:
        revisions.setdefault((form.bank, form.content_digest), []).append(form)
    found: dict[str, Given] = {}
    for together in revisions.values():
        with banks.open_revision(home, together[0], reader) as bank:
            catalogue = bank.catalogue()
            seen, attempts = _exposure(home, together[0].bank)
            for form in together:
                given = _given(home, form, bank, catalogue, parameters)
                found[form.id] = given._replace(exposure=seen, attempts=attempts)
    return [found[form.id] for form in forms]


def certify(
    home: Home,
    form_ids: Sequence[str],
    reader: Identity,
    parameters: ParameterTable | None = None,
    score_sd: float | None = None,
) -> Certificate:
    """Return the certificate of forms on record.

    :param score_sd: the standard deviation of scores in marks, if an earlier sitting tells it.
    """
    givens = gather(home, form_ids, reader, parameters)
    signed = [signed_standing(home, given.form) for given in givens]
    return certificate_of(givens, signed, score_sd)


def _given(
    home: Home,
    form: Form,
    bank: SealedBank,
    catalogue: BankCatalogue,
    parameters: ParameterTable | None,
) -> Given:
    missing: list[str] = []
    order = _order(home, form, missing)
    blueprint = records.blueprint(home.engine, form.blueprint_digest)
    given = Given(
        form=form,
        blueprint=blueprint,
        catalogue=catalogue,
        order=order,
        parameters=_parameters(home, form, parameters, missing),
        positions=_positions(bank, form, missing),
    )
    return given._replace(earlier=_earlier(home, given), missing=tuple(missing))


def _order(home: Home, form: Form, missing: list[str]) -> FormOrder | None:
    if not form.order_digest:
        return None
    order = form_inputs.order(home.engine, form.order_digest)
    if order is None:
        missing.append(
            f"order {form.order_digest[:_SHOWN_DIGITS]} is not on record here: "
            "its rules are not held against the form"
        )
    return order


def _parameters(
    home: Home, form: Form, instead: ParameterTable | None, missing: list[str]
) -> ParameterTable:
    if instead is not None:
        if form.parameters_digest and instead.digest != form.parameters_digest:
            missing.append("the item parameters given are not those that the form was built from")
        return instead
    if not form.parameters_digest:
        return NO_PARAMETERS
    found = form_inputs.parameters(home.engine, form.parameters_digest)
    if found is None:
        missing.append(
            f"item parameters {form.parameters_digest[:_SHOWN_DIGITS]} are not on record here; "
            "give their file with --parameters"
        )
    return found or NO_PARAMETERS


def _positions(bank: SealedBank, form: Form, missing: list[str]) -> tuple[int, ...] | None:
    """Return where right answers stand, None if the reader does not open the answers."""
    try:
        answers = answers_for(bank, form)
    except NotARecipient:
        missing.append("the answers are not sealed to this identity: answer positions not counted")
        return None
    return tuple(
        entry.options.index(answers[entry.item].lines[0].answer[0])
        if entry.type == ItemType.SINGLE.value
        else NOWHERE
        for entry in form.items
    )


def _exposure(home: Home, bank: str) -> tuple[dict[tuple[str, int], Seen], int]:
    found = ledger(home, bank)
    return (
        {
            (one.item, one.version): Seen(
                one.starts, one.candidates, one.share, one.forms, one.last_ms
            )
            for one in found.items
        },
        found.starts,
    )


def _earlier(home: Home, given: Given) -> dict[str, Form]:
    """Return the forms that rules refer to, as far as they are on record and can be believed."""
    named = {
        name
        for _, rules in given.rules
        for name in (
            *(one.form for one in (rules.overlap.earlier if rules.overlap else ())),
            *((rules.anchor.form,) if rules.anchor and rules.anchor.form else ()),
        )
    }
    found = {}
    for name in sorted(named):
        try:
            found[name] = genuine_form(home, name)
        except StoreError:
            continue  # its lines say that it is not on record
    return found
