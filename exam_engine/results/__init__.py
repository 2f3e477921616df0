"""Results: from marks to pass or fail, with evidence and a revision number."""
