"""Tests of constructive dialogues."""
