"""What the dossier asks of dialogues, Conferences and engagements, and where each of it is decided, proved and seen."""
