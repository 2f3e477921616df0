"""Tests of the report room. A package, so that its conftest is not taken for the suite's."""
