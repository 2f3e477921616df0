"""Flawed stems and texts.

Each entry: code, severity, flawed item, field, words that are named, mended twin.
"""

from bank.lint.made import WHY, multiple, single, stem, why
from exam_engine.bank.lint.finding import Severity

E, W = Severity.ERROR, Severity.WARNING
CASE = "A shop loses its till service at noon. "

PAIRS = [
    (
        "EDITION",
        W,
        single(holds_in=("2018",)),
        "stem",
        "",
        stem(CASE + "What does S:2018 ask for?", holds_in=("2018",)),
    ),
    ("STEM-NOQ", E, stem("The shop and its till service."), "stem", "The shop", single()),
    ("STEM-NOQ", E, stem("The staff will choose."), "stem", "The staff", stem("For it, choose.")),
    ("STEM-OPEN", W, stem("The first act is to ___ the till."), "stem", "___", single()),
    ("STEM-OPEN", W, stem("Choose. The act is:"), "stem", ":", stem("Choose the act: which?")),
    ("STEM-MULTIQ", W, stem("Who acts? What is done?"), "stem", "?", single()),
    (
        "STEM-UNFOCUSED",
        W,
        stem(CASE + "Which of the following statements is true?"),
        "stem",
        "Which of the following statements is true",
        stem("Which of the following acts brings the service back?"),
    ),
    ("STEM-NEG", E, stem("Which act is not needed?"), "stem", "not", stem("Which is needed?")),
    ("STEM-NEG", E, stem("Which act isn't needed?"), "stem", "isn't", stem("Which is needed?")),
    ("STEM-NEG", W, stem("Which act is NOT needed?"), "stem", "NOT", stem("Which is needed?")),
    (
        "STEM-NEG",
        E,
        stem("Which are needed, except one?"),
        "stem",
        "except",
        stem("It does not start. Which act needs at least one key, whether or not it is new?"),
    ),
    ("STEM-SUPERL", W, stem("Which act is best?"), "stem", "best", stem("Which act is BEST?")),
    (
        "STEM-SUPERL",
        W,
        stem("What comes first?"),
        "stem",
        "first",
        stem("The first till fails. What takes at most one hour?"),
    ),
    (
        "STEM-LONG",
        W,
        stem("word " * 60 + "and which?"),
        "stem",
        "and",
        stem("word " * 58 + "and which?"),
    ),
    (
        "READ-LEVEL",
        W,
        stem(
            "Organizational accountability notwithstanding, which contractual considerations "
            "necessitate renegotiation of interdepartmental responsibilities?"
        ),
        "stem",
        "",
        single(),
    ),
    (
        "MR-COUNT",
        E,
        multiple(stem="Which two belong on the list?"),
        "stem",
        "two",
        multiple(stem="Which TWO belong on the list?"),
    ),
    ("MR-COUNT", E, multiple(stem="Which THREE belong?"), "stem", "THREE", multiple()),
    ("MR-COUNT", E, multiple(stem="Which belong on the list?"), "stem", "", multiple()),
    ("SCN-REF", E, stem("Use the scenario. Which act helps?"), "stem", "the scenario", single()),
    (
        "SCN-REF",
        E,
        single(scenario="sc-harbour@1"),
        "stem",
        "",
        stem("Use the scenario. Which act helps?", scenario="sc-harbour@1"),
    ),
    (
        "SCN-REF",
        E,
        stem("What helps Harbour?", scenario="sc-harbour@1", additional=("ai-1",)),
        "additional",
        "ai-1",
        stem(
            "Use the additional information. What helps Harbour?",
            scenario="sc-harbour@1",
            additional=("ai-1",),
        ),
    ),
    (
        "SCN-REF",
        E,
        stem("Read the additional information. What now?", scenario="sc-harbour@1"),
        "stem",
        "",
        stem("What helps Harbour Freight?", scenario="sc-harbour@1"),
    ),
    ("HINGE", E, stem("As in the previous question, who acts?"), "stem", "previous", single()),
    ("HINGE", E, stem("Take the sum from question 3. Whose is it?"), "stem", "from", single()),
    ("TEXT-HYGIENE", E, stem("Which\x1b[31m act?"), "stem", "U+001B", single()),
    ("TEXT-HYGIENE", E, stem("Which cafe\u0301?"), "stem", "", stem("Which caf\u00e9?")),
    ("TEXT-HYGIENE", E, stem("Which <b>act</b> helps?"), "stem", "<b>", stem("Is 1 < 2 or > 3?")),
    ("TEXT-HYGIENE", E, stem("Bed &amp; board?"), "stem", "&amp;", stem("Bed & board?")),
    ("TEXT-HYGIENE", E, stem("Which \u201cact\u201d?"), "stem", "\u201c", stem('Which "act"?')),
    ("TEXT-HYGIENE", E, stem("Which  act?"), "stem", "", single()),
    (
        "TEXT-HYGIENE",
        E,
        why("TODO: ask somebody who knows about it"),
        "options.a.why",
        "TODO",
        why(WHY),
    ),
    (
        "TRADEMARK",
        W,
        stem("Which act does ITIL advise?"),
        "stem",
        "ITIL",
        stem("Which act does ITIL advise?", fact="ITIL advises to restore service."),
    ),
    ("STALE", W, single(holds_in=("2011",)), "holds_in", "2011", single()),
]
