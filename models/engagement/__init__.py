"""Every other way in than a dialogue: domestic dialogues, pilots, trainings, hubs, alliances (domain.md 7)."""
