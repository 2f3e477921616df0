"""The certificate of forms as a page and as PDF: the same words, figures and pictures in both.

It holds no text of an item and not which answer is right at which question. The page opens without
a network; both are the same bytes for the same facts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from exam_engine.assembly.facts.certificate import Certificate, FormFacts
from exam_engine.report import form_view as view
from exam_engine.report.drawing import Spec, draw
from exam_engine.report.form_pictures import (
    difficulty_picture,
    difficulty_scale,
    information_picture,
    labels_of,
    modelled,
    score_picture,
)
from exam_engine.report.pdf import picture_for_pdf, typeset
from exam_engine.text import clean_line

_ENVIRONMENT = Environment(
    loader=PackageLoader("exam_engine.report"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_MOST_FORMS_IN_A_MATRIX = 20

METHODS = (
    (
        "Lines",
        "Counted again from the form, its blueprint, its order and the bank's catalogue, by code "
        "that the forms generator does not use.",
    ),
    (
        "Information",
        "Three-parameter logistic model without the constant 1.7 (Birnbaum 1968; Lord 1980). The "
        "standard error of ability is 1 / √information.",
    ),
    (
        "Expected score",
        "Test characteristic curve, the sum of marks times probability. Mean, standard deviation "
        "and reliability are for candidates of standard normal ability; an item of several marks "
        "is taken to earn all or none, which states errors rather too large.",
    ),
    (
        "From p",
        "The expected mean is the sum of marks times p. KR-20 (Kuder and Richardson 1937) is given "
        "only where the standard deviation of scores is known: p alone tells no reliability.",
    ),
    (
        "Answer positions",
        "Where the one right option stands, as counts over the form. The spread is the fullest "
        "place less the emptiest.",
    ),
    (
        "Exposure",
        "Candidates whose attempt really started on a form with this item version; the share is of "
        "all attempts at forms of the bank.",
    ),
)


class Picture(NamedTuple):
    """A picture with what it shows in words, and its caption."""

    spec: Spec
    label: str
    caption: str


def certificate_page(certificate: Certificate) -> str:
    """Return the certificate as a page of HTML."""
    told = _told(certificate)
    told["pictures"] = [
        {"svg": draw(picture.spec, picture.label), "caption": picture.caption}
        for picture in pictures_of(certificate)
    ]
    return _ENVIRONMENT.get_template("form_certificate.html.j2").render(told)


def certificate_pdf(certificate: Certificate) -> bytes:
    """Return the certificate as PDF."""
    told = _told(certificate)
    told["pictures"] = [
        {
            "svg": picture_for_pdf(draw(picture.spec, picture.label)),
            "label": picture.label,
            "caption": picture.caption,
        }
        for picture in pictures_of(certificate)
    ]
    return typeset("form_certificate.typ", told)


def pictures_of(certificate: Certificate) -> list[Picture]:
    """Return the pictures for which everything is known."""
    pictures = []
    told = modelled(certificate)
    if told:
        names = ", ".join(label for label, _ in told)
        pictures += [
            Picture(
                information_picture(certificate),
                f"Information of {names} over ability from -3 to 3",
                "Information over ability. Diamonds are the target, bars what may deviate; the "
                "dashed line is the ability at which the cut score is expected.",
            ),
            Picture(
                score_picture(certificate),
                f"Expected score of {names} over ability from -3 to 3",
                "Expected score over ability. The dashed line is the cut score.",
            ),
        ]
    if difficulty_scale(certificate):
        more = len(certificate.forms) - len(labels_of(certificate.forms)[:6])
        left = f" The first six forms; {more} more are not drawn." if more else ""
        pictures.append(
            Picture(
                difficulty_picture(certificate),
                "Scored items of each form by difficulty",
                f"Each dot is a scored item; the upright line is the mean of the form.{left}",
            )
        )
    return pictures


def _told(certificate: Certificate) -> dict[str, Any]:
    first = certificate.forms[0]
    forms = len(certificate.forms)
    matrix = 1 < forms <= _MOST_FORMS_IN_A_MATRIX
    return {
        "title": clean_line(first.title),
        "kicker": "Form certificate" if forms == 1 else f"Certificate of {forms} forms",
        "edition": clean_line(f"{first.inputs.blueprint}, edition {first.inputs.edition}"),
        "verdict": view.verdict_of(certificate),
        "broken": certificate.broken > 0,
        "tiles": [tile._asdict() for tile in view.tiles_of(certificate)],
        "groups": [
            {"title": group.title, "checks": [check._asdict() for check in group.checks]}
            for group in view.groups_of(certificate)
        ],
        "figures": view.figures_grid(certificate)._asdict(),
        "refused": _refused(certificate),
        "aims": view.aims_grid(certificate)._asdict(),
        "overlap": view.overlap_grid(certificate)._asdict() if matrix else None,
        "positions": view.positions_grid(certificate)._asdict(),
        "forms": [
            _form(label, form)
            for label, form in zip(labels_of(certificate.forms), certificate.forms, strict=True)
        ],
        "methods": METHODS,
    }


def _form(label: str, form: FormFacts) -> dict[str, Any]:
    return {
        "label": label,
        "id": clean_line(form.id),
        "digest": form.digest,
        "state": form.state,
        "standing": clean_line(form.standing),
        "builder": clean_line(form.builder),
        "sign_offs": view.sign_off_rows(form),
        "doubts": [clean_line(doubt) for doubt in form.doubts],
        "missing": [clean_line(one) for one in form.missing],
        "content": view.content_grid(form)._asdict(),
        "scenarios": [
            {"name": clean_line(name), "items": items}
            for name, items in form.content.scenarios.items()
        ],
        "items": view.items_grid(form)._asdict(),
        "attempts": form.attempts,
        "inputs": view.input_rows(form),
    }


def _refused(certificate: Certificate) -> list[str]:
    """Return what is not stated and why, once for forms that lack the same."""
    words = {"model": "Curves and errors", "shares": "Figures from p", "angoff": "Judges' score"}
    told: dict[str, list[str]] = {}
    for label, form in zip(labels_of(certificate.forms), certificate.forms, strict=True):
        for name, reason in form.statistics.refused.items():
            told.setdefault(f"{words[name]} are not stated: {reason}", []).append(label)
    every = len(certificate.forms)
    return [
        f"{reason}{'' if len(labels) == every else f' ({chr(44).join(labels)})'}."
        for reason, labels in told.items()
    ]
