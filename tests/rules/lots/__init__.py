"""Tests of rules/lots."""
