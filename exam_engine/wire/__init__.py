"""What crosses the network. Nothing here can hold an answer key, a rationale or a parameter."""
