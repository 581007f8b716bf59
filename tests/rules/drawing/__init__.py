"""Tests of the drawing of lots as a procedure."""
