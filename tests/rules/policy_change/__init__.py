"""Tests of new versions of the policy in reviews that run."""
