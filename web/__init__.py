"""Pages, desk and HTTP interface: parse, call one update or one read, render."""
