"""Plain mode: the same attempt line by line, for screen readers, braille and serial lines.

No cursor addressing, no redrawing, no control character but the line feed. Layers, each with
imports downwards only::

    start                   settings of the terminal, signals, exit codes
    journey, front_door     the way from the welcome to the end
    deeds, changes, scribe  what a line does in a running attempt
    sitting                 waiting for a line and for what others do
    announcer               what has to be said, and when
    reading, closing_words  from the attempt to sentences: pure
    answers, essay, commands  from a typed line to a response, a text, a command: pure
    talk                    lines in, sentences out
    voice, ears, discipline, wrap   bytes

The attempt, the sender, the listener, the gateway and the state folder are those of the screens.
"""
