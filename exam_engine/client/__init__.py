"""The candidate's terminal: a thin, locked client that knows the wire and nothing behind it.

Layers, each with imports downwards only::

    main                    arguments, signals, exit codes
    app, journey            Textual application; the way from the welcome to the end
    screens, widgets        what is on the screen; keys
    sheets                  pure layout: from the attempt to lines of text
    sender                  events to the engine, exactly once and in order
    attempt, timekeeping    the attempt as the candidate sees it: pure, no screen, no network
    gateway                 the messages
    transport               HTTP
"""
