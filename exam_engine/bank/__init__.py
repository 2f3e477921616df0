"""Item banks: sealed banks and sealed papers; lint, life cycle and exchange join them here."""
