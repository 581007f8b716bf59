"""A training for stakeholders: call, selection, offers, attendance, certificates, follow-up (domain.md 7.1)."""
