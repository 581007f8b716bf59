"""What crashes do to a running review: real processes, killed."""
