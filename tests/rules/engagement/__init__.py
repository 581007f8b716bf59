"""The rules of engagements."""
