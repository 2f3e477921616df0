"""Flawed options.

Each entry: code, severity, flawed item, field, words that are named, mended twin.
"""

from bank.lint.made import lines_item, ordered, single, stem, texts
from exam_engine.bank.lint.finding import Severity
from exam_engine.model.item_type import ItemType, OptionOrder

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFORMATION

PAIRS = [
    ("OPT-AOTA", E, texts("One", "Two", "Three", "All of the above"), "options.d", "All", single()),
    ("OPT-AOTA", E, texts("One", "Two", "Three", "None of these"), "options.d", "None", single()),
    (
        "OPT-AOTA",
        E,
        texts("One", "Two", "Both A and B", "Four"),
        "options.c",
        "Both",
        texts("All of the staff", "Both shops", "None", "One"),
    ),
    *(
        ("OPT-AOTA", E, texts("One", "Two", "Three", words), "options.d", begins, mended)
        for words, begins, mended in (
            ("None of the other answers", "None", texts("One", "Two", "None of the other shops")),
            ("Each of the above", "Each", texts("One", "Two", "Each of the shops")),
            ("No answer is right", "No", texts("One", "Two", "No answer from the maker")),
            ("All three", "All", texts("One", "Two", "All three shops")),
            ("Both are true", "Both", texts("One", "Two", "Both are trusted")),
        )
    ),
    *(
        ("OPT-KTYPE", E, texts("One", "Two", words, "Four"), "options.c", words, mended)
        for words, mended in (
            ("A and B", single()),
            ("A, B", texts("A, then the maker", "Two", "Three")),
            ("Only (i) and (iii)", texts("Only i and its costs", "Two", "Three")),
            ("Only 1", texts("Only 1 till", "Two", "Three")),
            (
                "Statement 1 is true, statement 2 is false",
                texts("Statement of costs", "Two", "Six"),
            ),
        )
    ),
    ("OPT-KTYPE", E, texts("One", "Two", "1, 2 and 3 only", "Four"), "options.c", "1", single()),
    (
        "OPT-KTYPE",
        E,
        texts("I and III", "Two", "Three", "Four"),
        "options.a",
        "I and III",
        texts("Bread and butter", "Plan A and its costs", "Two and two make four", "Vitamin C"),
    ),
    ("OPT-DUP", E, texts("The tills", "tills.", "Costs", "Staff"), "options.b", "tills.", single()),
    (
        "OPT-NEARDUP",
        W,
        texts("Sell one old till now", "Sell one old till", "Costs", "Staff"),
        "options.b",
        "Sell one old till",
        texts("Sell one old till now", "Buy six new lamps", "Costs", "Staff"),
    ),
    (
        "OPT-NEARDUP",
        W,
        texts("Sell the old till", "Sell the old tills", "Costs", "Staff"),
        "options.b",
        "tills",
        texts("Sell the old till", "Sell the new lamps", "Costs", "Staff"),
    ),
    (
        "OPT-NEARDUP",
        W,
        texts("One two three four", "One two three four five", "Costs", "Staff"),
        "options.b",
        "One",
        texts(
            "One two three four",
            "One two three four five",
            "Costs",
            "Staff",
            option_order=OptionOrder.FIXED,
        ),
    ),
    (
        "OPT-OVERLAP",
        W,
        texts("Repair tills", "Repair of tills at night", "Costs", "Staff"),
        "options.a",
        "Repair tills",
        texts("Tills", "Repair of tills at night", "Costs", "Staff"),
    ),
    (
        "OPT-RANGE",
        E,
        texts("1 to 5 days", "5 to 10 days", "11 days or more", "None"),
        "options.b",
        "5 to 10 days",
        texts("1 to 5 days", "6 to 10 days", "11 days or more", "None"),
    ),
    (
        "OPT-RANGE",
        E,
        texts("Up to 10%", "10% to 20%", "Over 20%", "None"),
        "options.b",
        "10%",
        texts("Under 10%", "10% to 20%", "Over 20%", "None"),
    ),
    (
        "OPT-ORDER",
        W,
        texts("10 days", "5 days", "20 days", "40 days"),
        "options",
        "10 days",
        texts("40 days", "20 days", "10 days", "5 days"),
    ),
    (
        "OPT-ORDER",
        INFO,
        texts("Pears", "Apples", "Figs", "Nuts"),
        "options",
        "Pears",
        texts("Pears", "Apples", "Figs", "Nuts", option_order=OptionOrder.FIXED),
    ),
    ("OPT-ORDER", INFO, ordered("abcd"), "options", "", ordered("badc")),
    (
        "OPT-LEN",
        W,
        texts("One", "A till that stands in the yard of a shop", "Two", "Three"),
        "options.b",
        "A till",
        texts("One", "A till in here", "Two", "Three"),
    ),
    ("OPT-FORM", W, texts("Apples.", "Figs", "Nuts", "Pears"), "options.a", ".", single()),
    (
        "OPT-FORM",
        W,
        texts("apples", "Figs", "Nuts", "Pears"),
        "options.a",
        "a",
        texts("9 apples", "Figs", "Nuts", "Pears"),
    ),
    (
        "OPT-PARALLEL",
        W,
        texts("Counting tills", "Naming a culprit", "To wait", "Writing reports"),
        "options.c",
        "To",
        texts("Counting tills", "Naming a culprit", "Waiting a day", "Writing reports"),
    ),
    (
        "OPT-PARALLEL",
        E,
        texts("A till", "Counting tills", "Naming a culprit", "Writing reports"),
        "options.a",
        "A",
        texts("Costs", "Lamps", "Tills", "Training of staff"),
    ),
    (
        "OPT-ABS",
        W,
        texts("Costs", "Lamps", "Never a till", "Staff"),
        "options.c",
        "Never",
        texts("Costs", "Lamps", "A till", "Staff"),
    ),
    (
        "OPT-ABS",
        W,
        texts("Costs", "Lamps", "Solely tills", "Staff"),
        "options.c",
        "Solely",
        texts("Plan A and its costs", "A and its costs", "Tills", "Staff"),
    ),
    (
        "OPT-PARALLEL",
        E,
        texts("A till", "Costs", "Lamps", "Staff"),
        "options.a",
        "A",
        texts("A and its costs", "Costs", "Lamps", "Staff"),
    ),
    (
        "OPT-ABS",
        W,
        lines_item(ItemType.TRUE_FALSE, "TF", ("It is told.", "It is always told.")),
        "lines[2].prompt",
        "always",
        lines_item(ItemType.TRUE_FALSE, "FT", ("It is told.", "It is always told.")),
    ),
    *(
        (
            "OPT-VAGUE",
            W,
            texts("Costs", f"Lamps {words}", "Staff", "Tills"),
            "options.b",
            words,
            texts("Costs", "Lamps within an hour", "Staff", "Tills"),
        )
        for words in ("regularly", "as soon as possible", "in many cases")
    ),
    (
        "OPT-VAGUE",
        W,
        lines_item(ItemType.TRUE_FALSE, "TF", ("It is often told.", "It is often told.")),
        "lines[1].prompt",
        "often",
        lines_item(ItemType.TRUE_FALSE, "FT", ("It is often told.", "It is told.")),
    ),
    (
        "OPT-VAGUE",
        W,
        texts("Costs", "Lamps may fail", "Staff", "Tills"),
        "options.b",
        "may",
        texts("Costs", "Lamps of May", "Staff", "Tills"),
    ),
    (
        "CUE-GRAMMAR",
        W,
        stem("Choose. The till is an", options=texts("error", "fault", "event").options),
        "options.b",
        "fault",
        stem("Choose. The till is an", options=texts("error", "act", "hour").options),
    ),
    (
        "CUE-GRAMMAR",
        W,
        stem("Choose. What is sold are", options=texts("lamps", "oil", "tills").options),
        "options.b",
        "oil",
        stem("Choose. What is sold are", options=texts("lamps", "oils", "tills").options),
    ),
]
