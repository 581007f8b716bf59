"""Tests by subject, in the lightest harness that proves the point; `tests/conftest.py` starts what is real."""
