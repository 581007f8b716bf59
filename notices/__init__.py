"""What people are told: who is told what, in which words, and the mail that carries them. Pure: nothing here sends."""
