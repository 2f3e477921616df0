"""Pictures of forms: information, expected score and difficulty, each form with its target.

Forms are told apart by colour and dash up to six; beyond that all curves are drawn alike, because
what is to be seen then is how near they lie together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from exam_engine.assembly.facts.certificate import Certificate, FormFacts
from exam_engine.assembly.facts.statistics import ByModel
from exam_engine.assembly.facts.targets import Aim
from exam_engine.model.assembly_rules import TargetKind
from exam_engine.report.drawing import Rows, Spec

_WIDTH, _HEIGHT = 620, 220
_PADDING = {"left": 52, "right": 64, "top": 14, "bottom": 40}
_MOST_TOLD_APART = 6
_COLOURS = (
    "var(--answer)",
    "var(--line-1)",
    "var(--line-2)",
    "var(--line-3)",
    "var(--line-4)",
    "var(--line-5)",
)
_DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [5, 2], [1, 3])
_DOT_STEP = {"p": 0.04, "b": 0.2}


def labels_of(forms: Sequence[FormFacts]) -> tuple[str, ...]:
    """Return the short names of forms in tables and pictures: F1, F2 and so on."""
    return tuple(f"F{at}" for at, _ in enumerate(forms, start=1))


def modelled(certificate: Certificate) -> list[tuple[str, ByModel]]:
    """Return the forms whose curves are known, by label."""
    forms = certificate.forms
    return [
        (label, form.statistics.model)
        for label, form in zip(labels_of(forms), forms, strict=True)
        if form.statistics.model is not None
    ]


def information_picture(certificate: Certificate) -> Spec:
    """Return information over ability, with the target and where the cut score is expected."""
    told = modelled(certificate)
    curves = {label: list(model.curves.information) for label, model in told}
    aims = _aims(certificate, TargetKind.INFORMATION)
    top = max(
        [max(values) for values in curves.values()] + [aim.aim + (aim.within or 0) for aim in aims]
    )
    cut = [model.at_cut.ability for _, model in told if model.at_cut is not None]
    layers = [*_cut_rules(cut, top), *_lines(told, curves), *_targets(aims)]
    return _spec("information", layers, [0, top * 1.08])


def score_picture(certificate: Certificate) -> Spec:
    """Return the expected score over ability, with the cut score and the target."""
    told = modelled(certificate)
    curves = {label: list(model.curves.expected_score) for label, model in told}
    top = float(max(form.total_marks for form in certificate.forms))
    cuts = sorted({form.cut_score for form in certificate.forms})
    rule = {
        "data": {"values": [{"y": cut, "text": f"cut {cut}"} for cut in cuts]},
        "encoding": {"y": {"field": "y", "type": "quantitative"}},
        "layer": [
            {"mark": {"type": "rule", "strokeDash": [5, 3], "color": "var(--muted)"}},
            {
                "mark": {"type": "text", "align": "left", "x": 6, "dy": -7, "fontSize": 11},
                "encoding": {"text": {"field": "text"}},
            },
        ],
    }
    aims = _aims(certificate, TargetKind.CHARACTERISTIC)
    layers = [rule, *_lines(told, curves), *_targets(aims)]
    return _spec("expected score, marks", layers, [0, top])


def difficulty_scale(certificate: Certificate) -> str:
    """Return by what the difficulty of every scored item of all forms is known: p, b or nothing."""
    for name in ("p", "b"):
        if all(
            getattr(item, name)
            for form in certificate.forms
            for item in form.items
            if item.role != "pilot"
        ):
            return name
    return ""


def difficulty_picture(certificate: Certificate) -> Spec:
    """Return the scored items of each form as dots by difficulty, with their mean."""
    name = difficulty_scale(certificate)
    forms = certificate.forms[:_MOST_TOLD_APART]
    dots: Rows = []
    means: Rows = []
    labels = labels_of(forms)
    tallest = 1
    for label, form in zip(labels, forms, strict=True):
        values = sorted(float(getattr(item, name)) for item in form.items if item.role != "pilot")
        stack: Counter[int] = Counter()
        for value in values:
            step = round(value / _DOT_STEP[name])
            stack[step] += 1
            dots.append({"form": label, "x": step * _DOT_STEP[name], "y": stack[step]})
        tallest = max(tallest, *stack.values())
        means.append({"form": label, "x": sum(values) / len(values)})
    return _dot_rows(name, dots, means, labels, tallest)


def _dot_rows(name: str, dots: Rows, means: Rows, labels: Sequence[str], tallest: int) -> Spec:
    row_height = max(46, min(110, 12 * tallest + 16))
    # Rows are stacked by hand: one scale, with each form's dots standing on its own line.
    room = tallest + 1.5
    base = {label: (len(labels) - 1 - at) * room for at, label in enumerate(labels)}
    placed = [{**dot, "up": base[str(dot["form"])] + dot["y"] - 0.2} for dot in dots]
    lines = [
        {**mean, "low": base[str(mean["form"])], "high": base[str(mean["form"])] + tallest}
        for mean in means
    ]
    low, high = (0.0, 1.0) if name == "p" else _whole([float(dot["x"]) for dot in dots])
    title = "p: share of marks earned" if name == "p" else "b: difficulty on the scale of ability"
    x = {
        "field": "x",
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [low, high], "nice": False},
        "axis": {"tickCount": 10, "grid": True},
    }
    y = {"type": "quantitative", "axis": None, "scale": {"domain": [0, room * len(labels)]}}
    return {
        "width": _WIDTH,
        "height": row_height * len(labels),
        "padding": _PADDING,
        "layer": [
            {
                "data": {"values": lines},
                "mark": {"type": "rule", "color": "var(--warn)", "strokeWidth": 2},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": placed},
                "mark": {"type": "circle", "size": 52, "opacity": 1, "color": "var(--answer)"},
                "encoding": {"x": x, "y": {**y, "field": "up"}},
            },
            {
                "data": {"values": [{"form": label, "up": base[label] + 0.9} for label in labels]},
                "mark": {"type": "text", "align": "right", "x": -14, "fontWeight": "bold"},
                "encoding": {"y": {**y, "field": "up"}, "text": {"field": "form"}},
            },
        ],
    }


def _whole(values: Sequence[float]) -> tuple[float, float]:
    return min(-3.0, *values) - 0.2, max(3.0, *values) + 0.2


def _aims(certificate: Certificate, kind: TargetKind) -> list[Aim]:
    """Return the figures of a kind of target, each once: forms of one order have the same."""
    aims = {
        (aim.at, aim.aim, aim.within): aim
        for form in certificate.forms
        for aim in form.aims
        if aim.kind == kind.value
    }
    return list(aims.values())


def _spec(title: str, layers: list[Spec], domain: list[float]) -> Spec:
    x = {
        "type": "quantitative",
        "title": "ability",
        "scale": {"domain": [-3, 3], "nice": False},
        "axis": {"tickCount": 7, "grid": True},
    }
    y = {
        "type": "quantitative",
        "title": title,
        "scale": {"domain": domain, "nice": False},
        "axis": {"tickCount": 6, "grid": True},
    }
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "padding": _PADDING,
        # The axes belong to a layer of their own that draws nothing, so that each stands once.
        "layer": [
            {
                "data": {"values": [{"x": 0, "y": domain[0]}]},
                "mark": {"type": "point", "opacity": 0},
                "encoding": {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}},
            },
            *layers,
        ],
    }


def _lines(told: Sequence[tuple[str, ByModel]], curves: dict[str, list[float]]) -> list[Spec]:
    layers: list[Spec] = []
    apart = len(told) <= _MOST_TOLD_APART
    for number, (label, model) in enumerate(told):
        values = [
            {"x": at, "y": value} for at, value in zip(model.curves.at, curves[label], strict=True)
        ]
        colour = _COLOURS[number] if apart else "var(--answer)"
        mark: Spec = {"type": "line", "strokeWidth": 2 if apart else 1, "color": colour}
        if apart:
            mark["strokeDash"] = _DASHES[number]
        layers.append({"data": {"values": values}, "mark": mark, "encoding": _at("x", "y")})
    if apart and len(told) > 1:
        layers.append(_legend(told))
    return layers


def _legend(told: Sequence[tuple[str, ByModel]]) -> Spec:
    """Return the labels of the curves, one under the other to the right of the picture."""
    return {
        "layer": [
            {
                "data": {"values": [{"text": label}]},
                "mark": {
                    "type": "text",
                    "align": "left",
                    "x": _WIDTH + 10,
                    "y": 12 + 18 * number,
                    "fontWeight": "bold",
                    "color": _COLOURS[number],
                },
                "encoding": {"text": {"field": "text"}},
            }
            for number, (label, _) in enumerate(told)
        ]
    }


def _targets(aims: Sequence[Aim]) -> list[Spec]:
    """Return each aim as a diamond, with the deviation that is allowed as a bar."""
    rows = [
        {"x": aim.at, "y": aim.aim, "low": aim.aim - aim.within, "high": aim.aim + aim.within}
        if aim.within is not None
        else {"x": aim.at, "y": aim.aim}
        for aim in aims
    ]
    if not rows:
        return []
    diamond = {"type": "point", "shape": "diamond", "size": 110, "strokeWidth": 1.5}
    layers: list[Spec] = [
        {
            "data": {"values": rows},
            "mark": {**diamond, "color": "var(--warn)", "fill": "var(--paper)"},
            "encoding": _at("x", "y"),
        }
    ]
    bars = [row for row in rows if "low" in row]
    if bars:
        bar = {"type": "rule", "color": "var(--warn)", "strokeWidth": 3, "opacity": 0.5}
        encoding = {**_at("x", "low"), "y2": {"field": "high"}}
        layers.insert(0, {"data": {"values": bars}, "mark": bar, "encoding": encoding})
    return layers


def _cut_rules(cut: Sequence[float], top: float) -> list[Spec]:
    inside = [one for one in cut if -3 <= one <= 3]
    if not inside:
        return []
    middle = sum(inside) / len(inside)
    return [
        {
            "data": {"values": [{"x": one} for one in inside]},
            "mark": {"type": "rule", "strokeDash": [5, 3], "color": "var(--muted)"},
            "encoding": {"x": {"field": "x", "type": "quantitative"}},
        },
        {
            "data": {"values": [{"x": middle, "y": top * 1.08, "text": "cut score"}]},
            "mark": {"type": "text", "align": "left", "dx": 5, "dy": 8, "fontSize": 11},
            "encoding": {**_at("x", "y"), "text": {"field": "text"}},
        },
    ]


def _at(x: str, y: str) -> Spec:
    return {
        "x": {"field": x, "type": "quantitative"},
        "y": {"field": y, "type": "quantitative"},
    }
