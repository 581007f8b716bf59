"""Tests of rules/phase."""
