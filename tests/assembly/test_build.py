"""Forms from the shipped bank: quotas, enemies, overlap, reproducibility, and honest refusals."""

from collections import Counter

import msgspec
import pytest

from exam_engine.assembly.build import build_forms
from exam_engine.assembly.check import check_forms
from exam_engine.bank.sealed import COMPARTMENTS, SealedBank, seal_bank
from exam_engine.canonical import canonical_json
from exam_engine.errors import AssemblyError, FormInfeasible
from exam_engine.model.bank import Bank
from exam_engine.model.item_type import Security
from exam_engine.office.shipped import find_blueprint, shipped
from exam_engine.source.bank import read_bank
from exam_engine.vault.identity import Identity
from exam_engine.vault.trust import TrustedSigners

ADA = Identity.generate("ada")
BLUEPRINT = find_blueprint("tuv-sud/foundation")
BANK = read_bank(shipped("item_banks") / "iso20000-foundation")
BY_ID = {item.id: item for item in BANK.items}


def sealed(bank, path):
    seal_bank(bank, path, ADA, {name: [ADA.recipient] for name in COMPARTMENTS})
    return SealedBank(path, ADA, TrustedSigners([ADA.recipient]))


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    with sealed(BANK, tmp_path_factory.mktemp("bank") / "b.sealed") as opened:
        yield opened


@pytest.fixture(scope="module")
def forms(bank):
    return build_forms(BLUEPRINT, bank, 2, seed=1)


def test_each_form_keeps_to_every_line_of_the_blueprint(forms):
    for form in forms:
        assert [entry.n for entry in form.items] == list(range(1, 41))
        own = [BY_ID[entry.item] for entry in form.items]
        by_requirement = Counter(item.requirements["tuv-sud/foundation"] for item in own)
        assert by_requirement == {leaf.code: leaf.items for leaf in BLUEPRINT.leaves()}
        assert Counter(item.level for item in own) == BLUEPRINT.levels
        assert all("2018" in item.holds_in for item in own)
        ids = {item.id for item in own}
        assert not any(ids & set(item.enemies) for item in own)
        assert (form.minutes, form.total_marks, form.cut_score) == (60, 40, 26)


def test_two_forms_have_no_item_in_common(forms):
    one, two = ({entry.item for entry in form.items} for form in forms)
    assert not one & two


def test_right_answers_stand_at_each_position_equally_often(forms):
    for form in forms:
        places = [entry.options.index(BY_ID[entry.item].lines[0].answer[0]) for entry in form.items]
        assert all(9 <= count <= 11 for count in Counter(places).values())
        assert len(set(places)) == 4


def test_the_same_inputs_give_the_same_forms_to_the_byte(forms, tmp_path):
    """Sealed once more: other random bytes in the file, the same content, the same forms."""
    with sealed(BANK, tmp_path / "again.sealed") as again:
        built = build_forms(BLUEPRINT, again, 2, seed=1)
    assert [canonical_json(form) for form in built] == [canonical_json(form) for form in forms]
    assert [form.digest for form in built] == [form.digest for form in forms]


def test_another_seed_gives_other_forms(forms, bank):
    (other,) = build_forms(BLUEPRINT, bank, 1, seed=2)
    assert {entry.item for entry in other.items} != {entry.item for entry in forms[0].items}


def test_a_form_names_no_answer(forms):
    for form in forms:
        raw = canonical_json(form)
        assert b"Right." not in raw
        assert b'"answer"' not in raw


def test_a_bank_that_cannot_carry_the_forms_says_what_is_short_by_how_many(bank):
    with pytest.raises(FormInfeasible) as found:
        build_forms(BLUEPRINT, bank, 4, seed=1)
    usable = Counter(item.requirements["tuv-sud/foundation"] for item in BANK.items)
    for leaf in BLUEPRINT.leaves():
        short = 4 * leaf.items - usable[leaf.code]
        line = next(line for line in found.value.shortages if f"requirement {leaf.code} " in line)
        assert (
            f"{4 * leaf.items} needed for 4 forms, {usable[leaf.code]} usable, short by {short}"
            in line
        )
    total = 160 - len(BANK.items)
    assert f"{total} more items would do" in str(found.value)


def test_one_missing_kind_is_named_alone(tmp_path):
    """Without the items of requirement 3.2 at one level, exactly these are asked for."""
    kept = tuple(item for item in BANK.items if item.requirements["tuv-sud/foundation"] != "3.2")
    some = tuple(item for item in BANK.items if item.id in ("fnd-su-001", "fnd-su-002"))
    with (
        sealed(Bank(head=BANK.head, items=kept + some), tmp_path / "b.sealed") as opened,
        pytest.raises(FormInfeasible) as found,
    ):
        build_forms(BLUEPRINT, opened, 1, seed=1)
    short, conflict = found.value.shortages
    assert "requirement 3.2 " in short
    assert "3 needed for 1 form, 2 usable, short by 1 (write 1 at level" in short
    assert conflict.startswith("cannot hold, each by itself: requirement 3.2 ")
    assert conflict.endswith(": 3 needed, and 2 can be had")


def test_enemies_can_be_what_makes_a_bank_too_small(tmp_path):
    """Three items of 1.3 are needed for two of them to be friends."""
    own = [item for item in BANK.items if item.requirements["tuv-sud/foundation"] == "1.3"][:2]
    foes = tuple(
        msgspec.structs.replace(item, enemies=tuple(o.id for o in own if o is not item))
        for item in own
    )
    rest = tuple(item for item in BANK.items if item.requirements["tuv-sud/foundation"] != "1.3")
    with (
        sealed(Bank(head=BANK.head, items=rest + foes), tmp_path / "b.sealed") as opened,
        pytest.raises(FormInfeasible, match=r"requirement 1.3 .*2 usable, short by 1"),
    ):
        build_forms(BLUEPRINT, opened, 1, seed=1)


def test_items_left_out_are_told_with_the_reason(tmp_path):
    old = tuple(msgspec.structs.replace(item, holds_in=("2011",)) for item in BANK.items[:60])
    with (
        sealed(Bank(head=BANK.head, items=old + BANK.items[60:]), tmp_path / "b.sealed") as opened,
        pytest.raises(
            FormInfeasible, match="60 items of the bank were left out because they do not"
        ),
    ):
        build_forms(BLUEPRINT, opened, 2, seed=1)


def test_a_secure_exam_is_never_built_from_public_items(bank):
    secure = msgspec.structs.replace(BLUEPRINT, security=Security.SECURE)
    with pytest.raises(AssemblyError, match=r"is a secure exam, and item .* is public"):
        build_forms(secure, bank, 1, seed=1)


def test_the_last_check_does_not_trust_the_solver(forms, bank):
    catalogue = {entry.id: entry for entry in bank.catalogue().items}
    spare = next(
        entry for entry in catalogue.values() if entry.id not in {e.item for e in forms[0].items}
    )
    broken = msgspec.structs.replace(forms[0].items[0], item=spare.id)
    form = msgspec.structs.replace(forms[0], items=(broken, *forms[0].items[1:]))
    with pytest.raises(AssemblyError, match="does not keep to its blueprint"):
        check_forms(BLUEPRINT, [form], catalogue, [[0, 1, 2, 3] * 10])
    with pytest.raises(AssemblyError, match="stands on 2 forms"):
        check_forms(BLUEPRINT, [forms[0], forms[0]], catalogue, [[0, 1, 2, 3] * 10] * 2)
    with pytest.raises(AssemblyError, match="a run of 4 equal answer positions"):
        check_forms(BLUEPRINT, [forms[0]], catalogue, [[0] * 4 + [1, 2, 3] * 12])


def test_a_bank_without_a_usable_item_says_why(bank):
    knowledge = msgspec.structs.replace(BLUEPRINT.body_of_knowledge, edition="2030")
    later = msgspec.structs.replace(BLUEPRINT, body_of_knowledge=knowledge)
    with pytest.raises(FormInfeasible) as found:
        build_forms(later, bank, 1, seed=1)
    assert "40 more items would do" in str(found.value)
    assert f"{len(BANK.items)} items of the bank were left out because they do not hold in" in str(
        found.value
    )


def test_a_practice_exam_does_not_burn_a_secure_bank(tmp_path):
    secure = tuple(msgspec.structs.replace(item, security=Security.SECURE) for item in BANK.items)
    with (
        sealed(Bank(head=BANK.head, items=secure), tmp_path / "b.sealed") as opened,
        pytest.raises(AssemblyError, match="is a practice exam, and item .* is of a secure bank"),
    ):
        build_forms(BLUEPRINT, opened, 1, seed=1)
