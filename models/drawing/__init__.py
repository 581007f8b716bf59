"""A drawing of lots as a procedure: register, seal, entropy, outcome, redraws, amendments (domain.md 2.3)."""
