"""The rules of trainings."""
