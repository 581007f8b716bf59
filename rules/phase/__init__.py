"""What a phase review decides: admission, decisions and folding by subject, obligations, and the table of it all."""
