"""Tests of rules/calendar."""
