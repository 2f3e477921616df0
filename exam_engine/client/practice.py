"""The practice before the exam: questions about the keys, on the exam's own screens.

Nothing of it is sent anywhere, nothing counts, and no clock runs.
"""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.clock import Clock
from exam_engine.wire.candidate import (
    LineView,
    MessageView,
    OptionView,
    PaperView,
    Progress,
    QuestionView,
    ScenarioView,
)

_DAY_MS = 86_400_000
TITLE = "Practice: nothing here counts"

_SCENARIO = ScenarioView(
    id="practice",
    title="A house with a garden",
    text=(
        "Some questions belong to a scenario like this one. The house has four rooms and a "
        "garden. Two people live in it.\n\nUp and Down scroll. Press U here, and Space twice at a "
        "word, to highlight it. S or Esc goes back to the question."
    ),
    additional=(),
)


def practice(clock: Clock) -> Attempt:
    """Return an attempt at the practice questions."""
    progress = Progress(
        phase="running",
        session=1,
        remaining_ms=_DAY_MS,
        allowance_ms=_DAY_MS,
        granted_ms=0,
        last_seq=0,
        current=1,
        ending=None,
        questions=(),
        messages=(MessageView(number=1, text=_MESSAGE),),
    )
    attempt = Attempt(_paper(), progress, clock)
    attempt.untimed = True
    return attempt


_MESSAGE = "A message stays here until you confirm it. Press Ctrl and R together now."


def _paper() -> PaperView:
    return PaperView(title=TITLE, questions=_questions(), scenarios=(_SCENARIO,))


def _questions() -> tuple[QuestionView, ...]:
    return (
        QuestionView(
            n=1, marks=1, type="single", interaction="choice", choose=1,
            stem="Press B: the answer with this letter is chosen. The arrows up and down and the "
            "space bar do the same. Backspace takes your answer back, X strikes one out that you "
            "do not want. Then press the arrow to the right for the next question.\n\n"
            "(F10 twice leaves the practice whenever you like.)",
            options=_options("Not this one", "This one", "Not this one either"),
        ),
        QuestionView(
            n=2, marks=1, type="multiple", interaction="choice", choose=2,
            stem="Here two answers are wanted: press A and C. The same letter takes a choice back. "
            "Press L to flag the question: you find it again in the review, which R shows.",
            options=_options("The first one", "Not this one", "The last one"),
        ),
        QuestionView(
            n=3, marks=2, type="match", interaction="match", choose=1, reuse=True,
            stem="Each line wants a letter: press A, then B. Up and Down go from line to line.",
            options=_options("Fruit", "Vegetable"),
            lines=(LineView(n=1, texts=("An apple",), marks=1),
                   LineView(n=2, texts=("A carrot",), marks=1)),
            rule="per-line",
        ),
        QuestionView(
            n=4, marks=1, type="order", interaction="order", choose=1, rule="order-exact",
            stem="Press the letters in the order that you want: breakfast, lunch, dinner. "
            "Minus and plus move the entry under the cursor.",
            options=_options("Dinner", "Breakfast", "Lunch"),
        ),
        QuestionView(
            n=5, marks=5, type="essay", interaction="text", choose=1, rule="rubric", words=(5, 20),
            stem="Press Enter and write a sentence; Ctrl+Z takes a change back. Esc leaves the "
            "text. Words are counted below it, and it is saved by itself.",
            options=(),
        ),
        QuestionView(
            n=6, marks=1, type="single", interaction="choice", choose=1, scenario="practice",
            stem="S shows the scenario of this question. U highlights words of a text, M writes a "
            "note to yourself, an exclamation mark says that something is wrong with a question. "
            "V turns the colours, T hides the time. F12 calls the invigilator, F1 shows all keys. "
            "To finish, press F10 and type FINISH.",
            options=_options("I have tried them", "I look at them in the exam, with F1"),
        ),
    )  # fmt: skip


def _options(*texts: str) -> tuple[OptionView, ...]:
    return tuple(OptionView(position=n, text=text) for n, text in enumerate(texts, start=1))
