"""What activities do at their doors."""
