"""The rules of a drawing of lots as a procedure (domain.md 2.3); the draw itself is in `rules.lots`."""
