"""Calendar dates: Vienna days, working days, due dates with their derivation, the rungs of reminders."""
