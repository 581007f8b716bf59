"""The demonstration: its population in memory and on real parts."""
