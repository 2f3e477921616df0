"""Flags as they are read, in the page and on the terminal: a glyph and a word, never a colour."""

from __future__ import annotations

from dataclasses import dataclass

from exam_engine.psychometrics import Flag, FlagCode, Severity
from exam_engine.report.input import ItemNumber, Report

SEVERITY_GLYPHS = {
    Severity.STOP: "■",
    Severity.REJECT: "▲",
    Severity.REVIEW: "●",
    Severity.NOTE: "○",
}
SEVERITY_ADVICE = {
    Severity.STOP: "settle before any result is released",
    Severity.REJECT: "not to be used again as it is",
    Severity.REVIEW: "to be looked at by an author",
    Severity.NOTE: "for the next revision",
}
_TITLES = {
    FlagCode.MISKEY_SUSPECTED: "suspected miskey",
    FlagCode.P_OUT_OF_RANGE: "difficulty out of range",
    FlagCode.P_UNUSUAL: "unusual difficulty",
    FlagCode.DISCRIMINATION_LOW: "low discrimination",
    FlagCode.OMITS_MANY: "many omits",
    FlagCode.TIME_LONG: "long time",
    FlagCode.DISTRACTOR_IDLE: "idle distractor",
    FlagCode.ALPHA_LOW: "low alpha",
}
_BRIEFS = {
    FlagCode.MISKEY_SUSPECTED: "miskey?",
    FlagCode.P_OUT_OF_RANGE: "p",
    FlagCode.P_UNUSUAL: "p",
    FlagCode.DISCRIMINATION_LOW: "low r",
    FlagCode.OMITS_MANY: "omits",
    FlagCode.TIME_LONG: "time",
    FlagCode.DISTRACTOR_IDLE: "idle",
    FlagCode.ALPHA_LOW: "alpha",
}


@dataclass(frozen=True)
class FlagText:
    """A flag as it is read; ``number`` is the item's place on the form, None for the whole test.

    ``title`` names the finding, ``brief`` in a word or two for narrow columns.
    """

    number: ItemNumber | None
    severity: Severity
    title: str
    brief: str
    option: str
    sentence: str

    @property
    def glyph(self) -> str:
        """Return the mark that stands for the severity."""
        return SEVERITY_GLYPHS[self.severity]

    @property
    def word(self) -> str:
        """Return the severity as a word."""
        return self.severity.value


def flag_texts(report: Report) -> tuple[FlagText, ...]:
    """Return all flags of a report, gravest first."""
    numbers = {entry.item: entry.number for entry in report.input.items}
    statistics = report.analysis.statistics
    return tuple(
        FlagText(
            number=numbers.get(flag.item),
            severity=flag.severity,
            title=_TITLES[flag.code],
            brief=_BRIEFS[flag.code],
            option=flag.option,
            sentence=_opened(flag),
        )
        for flag in (statistics.flags if statistics else ())
    )


def _opened(flag: Flag) -> str:
    """Return the sentence with a capital, unless it opens with the symbol p."""
    if flag.sentence.startswith("p = "):
        return flag.sentence
    return flag.sentence[0].upper() + flag.sentence[1:]
