"""A scheme's rules about people: when an exam may be sat again. Pure functions."""
