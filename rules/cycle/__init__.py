"""What a review cycle decides: the draw, launches, changes of pairings and of the register, completion."""
