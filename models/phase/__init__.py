"""One phase of one country review: its stages, state, commands and events (domain.md 3)."""
