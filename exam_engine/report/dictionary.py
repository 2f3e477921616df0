"""The data dictionary: every column of every CSV file, with type, unit or range, and meaning."""

from __future__ import annotations

_LOW_HIGH = "ends of the 95 % interval"
_EACH = "(one column per item id)"


def _with_interval(
    name: str, unit: str, meaning: str, how: str
) -> tuple[tuple[str, str, str, str], ...]:
    return (
        (name, "decimal", unit, meaning),
        (f"{name}_low", "decimal", unit, f"lower end of the 95 % interval of {name} ({how})"),
        (f"{name}_high", "decimal", unit, f"upper end of the 95 % interval of {name} ({how})"),
    )


_CANDIDATE = ("candidate", "text", "", "candidate number")
_NUMBER = ("number", "text", "", "place on the form: a question, or question.line")
_ITEM = ("item", "text", "", "item id")
_N = ("n", "whole number", "persons", "persons to whom the item was presented; blanks included")
_REFUSED = (
    "refused",
    "text",
    "",
    "why the row holds no statistics; empty where it does",
)

_ITEM_STATISTICS = (
    _NUMBER,
    _ITEM,
    ("requirement", "text", "", "requirement of the blueprint that the item tests"),
    ("level", "text", "", "cognitive level"),
    ("on_trial", "yes or no", "", "on trial: marked, and part of no total"),
    _N,
    ("marks", "whole number", "marks", "most marks that the item gives"),
    *_with_interval("p", "0 to 1", "mean mark / most marks; blanks earn 0", "Wilson"),
    ("variance", "decimal", "marks²", "variance of the mark, with n - 1"),
    *_with_interval("r_total", "-1 to 1", "correlation of mark and total", "Fisher's z"),
    *_with_interval(
        "r_rest", "-1 to 1", "correlation of mark and total without the item", "Fisher's z"
    ),
    *_with_interval(
        "d", "-1 to 1", "mean mark of the top 27 % less the bottom 27 %, / most marks", "Newcombe"
    ),
    *_with_interval("alpha_without", "to 1", "alpha of the test without the item", "Feldt"),
    *_with_interval("omitted", "0 to 1", "share that saw the item and left it blank", "Wilson"),
    *_with_interval("not_reached", "0 to 1", "share that never saw the item", "Wilson"),
    ("time_n", "whole number", "persons", "persons whose thinking time is known"),
    ("q1_s", "decimal", "seconds, to 3600", "first quartile of thinking times"),
    ("median_s", "decimal", "seconds, to 3600", "median thinking time; 3600 means that or more"),
    ("q3_s", "decimal", "seconds, to 3600", "third quartile of thinking times"),
    ("expected_s", "decimal", "seconds", "time that the author expects; empty if not said"),
    ("flags", "text", "", "codes of the item's flags, separated by spaces"),
    _REFUSED,
)

_OPTION_STATISTICS = (
    _NUMBER,
    _ITEM,
    ("label", "text", "", "letter of the option as presented; omitted; not-reached"),
    ("option", "text", "", "the bank's id of the option; empty for blanks"),
    ("marks", "whole number", "marks", "marks that the response earns"),
    ("right", "yes or no", "", "the response earns full marks"),
    ("count", "whole number", "persons", "persons who gave the response"),
    _N,
    *_with_interval("share", "0 to 1", "count / n", "Wilson"),
    *_with_interval(
        "r_rest",
        "-1 to 1",
        "correlation of giving this response with the total without the item",
        "Fisher's z",
    ),
    _REFUSED,
)

_TEST_STATISTICS = (
    (
        "name",
        "text",
        "",
        "candidates; items; items_on_trial; total_marks; cut_score; minimum_n (below which "
        "statistics are refused); minimum and maximum (totals met with); mean; sd (n - 1); skew "
        "(m3 / sd³); alpha (= KR-20 for items of one mark); sem (sd·√(1 - alpha)); passed (share)",
    ),
    ("value", "number", "by name", "the statistic; marks, or a share from 0 to 1 for passed"),
    ("low", "decimal", "by name", f"lower of the {_LOW_HIGH}"),
    ("high", "decimal", "by name", f"upper of the {_LOW_HIGH}"),
    ("n", "whole number", "persons", "persons the statistic rests on"),
    ("remark", "text", "", "why a value is missing: refused or not defined"),
)

_FLAGS = (
    ("severity", "text", "stop, reject, review, note", "how grave, gravest first"),
    ("code", "text", "", "what was found"),
    _NUMBER,
    _ITEM,
    ("option", "text", "", "letter of the option, where the flag is on one"),
    ("n", "whole number", "persons", "persons the finding rests on"),
    ("sentence", "text", "", "the finding with figures, interval and n, and what to do"),
)

ITEM_COLUMNS = tuple(column[0] for column in _ITEM_STATISTICS)
OPTION_COLUMNS = tuple(column[0] for column in _OPTION_STATISTICS)
TEST_COLUMNS = tuple(column[0] for column in _TEST_STATISTICS)
FLAG_COLUMNS = tuple(column[0] for column in _FLAGS)

_FILES: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "responses.csv": (
        _CANDIDATE,
        (
            _EACH,
            "text",
            "A to Z",
            "letter of the option chosen, as presented; omitted (seen, left "
            "blank); not-reached (never seen); not-presented (not on this candidate's form)",
        ),
    ),
    "scores.csv": (
        _CANDIDATE,
        (_EACH, "whole number", "marks", "marks earned; blanks earn 0"),
        ("total", "whole number", "marks", "sum of the marks"),
    ),
    "times.csv": (
        _CANDIDATE,
        (_EACH, "whole number", "milliseconds", "thinking time; -1 where it is not known"),
    ),
    "item_statistics.csv": _ITEM_STATISTICS,
    "option_statistics.csv": _OPTION_STATISTICS,
    "test_statistics.csv": _TEST_STATISTICS,
    "flags.csv": _FLAGS,
    "data_dictionary.csv": (
        ("file", "text", "", "name of the file"),
        ("column", "text", "", "name of the column"),
        ("type", "text", "", "decimal (six places), whole number, text, yes or no"),
        ("unit_or_range", "text", "", "unit, or the values that can be"),
        ("meaning", "text", "", "what the column says"),
    ),
}

COLUMNS = tuple((file, *column) for file, columns in _FILES.items() for column in columns)
