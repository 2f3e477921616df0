"""Similar items: near-duplicates, and items that tell each other's answers.

``find.similar`` gives the pairs, best first; a person decides; ``confirm.make_enemies`` writes the
decision into the author's file.
"""
