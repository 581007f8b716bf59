"""Tests of rules/cycle."""
