"""Who reviews whom (domain.md 2): an assignment drawn from a seed under the constraints D1 to D10."""
