"""The invigilators' console: the board of a sitting, and one key for each act.

It lives on the messages of ``wire/invigilator.py``, which hold no question, no response and no
answer key, and on the vault, which proves who sits here. How bytes reach the engine is handed in.
"""
