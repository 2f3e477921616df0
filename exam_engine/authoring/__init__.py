"""The authoring terminal: items as candidates will see them, lint, reviews, watched files.

- ``preview/`` runs the candidate's own terminal, headless, on a paper of one item;
- ``bench/`` knows a bank folder: what stands in it, what is wrong with it, what changed;
- ``pages/`` lays out what is shown, without a terminal;
- ``app`` is the Textual application over these.
"""
