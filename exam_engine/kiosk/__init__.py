"""The machine around a candidate's terminal: which ways out of it are open."""
