"""Pure layout: from what is to be said to lines of text. No widget, no state of a screen."""
