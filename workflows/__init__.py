"""When it happens: thin Temporal workflows that ask a rule, do the step, record the events and wait."""
