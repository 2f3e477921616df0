"""Lint: the rules for item writers that a program can check, one family a file.

``run.lint`` runs them, ``run.RULES`` lists them, ``docs/lint.md`` is their table. A rule is
pure: it looks at an item or at the bank and yields hits; nothing here changes an item.
"""
