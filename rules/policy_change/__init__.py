"""A new version of the policy in reviews that run: taken, refused or taken back, by the rules of each kind."""
