"""The shipped mechanism loads, and every mistake in a table is named by file, line and code."""
