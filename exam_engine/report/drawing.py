"""Drawing: a Vega-Lite specification becomes SVG that stands inside a page.

Vega-Lite draws (``vl-convert-python`` carries it in one offline module). The bytes are the same for
the same figures, on any machine: sizes and paddings are stated, so that nothing depends on the
fonts that are installed. Colours are the page's style variables, so that a picture follows the page
into dark mode and print. No text from outside enters a picture, only figures and letters.
"""

from __future__ import annotations

import re
from typing import Any

import vl_convert
from markupsafe import Markup, escape

Spec = dict[str, Any]
Rows = list[dict[str, Any]]

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_AXIS = {
    "domainColor": "var(--rule-strong)",
    "tickColor": "var(--rule-strong)",
    "gridColor": "var(--rule)",
    "labelColor": "var(--muted)",
    "titleColor": "var(--muted)",
    "titleFontWeight": "normal",
    "labelFontSize": 11,
    "titleFontSize": 11,
    "tickSize": 4,
    # Left to itself, Vega would measure the labels in whatever font the machine has.
    "labelOverlap": False,
}
# Room that tick labels take, so that axis titles stand in the same place everywhere.
X_LABELS, Y_LABELS = 18, 30
_CONFIG = {
    "view": {"stroke": None},
    "axis": _AXIS,
    "axisX": {"minExtent": X_LABELS, "maxExtent": X_LABELS},
    "axisY": {"minExtent": Y_LABELS, "maxExtent": Y_LABELS},
    "text": {"color": "var(--ink)", "fontSize": 11},
    "rule": {"color": "var(--ink)"},
}
_KEPT_OF_THE_HEAD = re.compile(r'(?:width|height|viewBox)="[^"]*"')
# What Vega says of each tick: one picture is one thing to a screen reader, named by its label.
_NOISE = re.compile(r' (?:aria-\w+|role|class|pointer-events)="[^"]*"')


def draw(spec: Spec, label: str) -> Markup:
    """Return the SVG of a Vega-Lite specification with its own ``width``, ``height``, ``padding``.

    ``label`` says in words what it shows. Inline SVG needs no namespaces: the page names no
    address at all.
    """
    whole = {"$schema": _SCHEMA, "background": None, "autosize": "none", "config": _CONFIG, **spec}
    head, _, body = vl_convert.vegalite_to_svg(whole).partition(">")
    size = " ".join(_KEPT_OF_THE_HEAD.findall(head))
    body = _NOISE.sub("", body)
    # Vega escapes what it draws; the label is escaped here.
    return Markup(f'<svg {size} role="img" aria-label="{escape(label)}">{body}')  # noqa: S704
