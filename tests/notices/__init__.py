"""Who is told, in which words, and what the mail server gets."""
