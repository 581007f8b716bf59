"""One review cycle: the register, the calendar, who reviews whom, which groups are launched (domain.md 1.4, 2)."""
