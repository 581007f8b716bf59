"""Names of the activities that workflows call: the contract between `workflows` and `activities`."""

RECORD = "record"
"""Append events, change the read model and queue notices, in one transaction."""

CARRY_OUT = "carry_out"
"""Start and tell other workflows."""

DRAW_LOTS = "draw_lots"
"""Draw groups' reviewers from sealed inputs and entropy, keep the transcript, and report to the drawing."""
