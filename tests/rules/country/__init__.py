"""Tests of rules/country."""
