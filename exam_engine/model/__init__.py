"""The frozen nouns of the house. They do no I/O, know no numpy, and mean what the glossary says."""
