"""The simulated population of a demonstration: States and experts who act on what they are asked to do."""
