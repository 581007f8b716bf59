"""The local stack: parts start, stop, survive a kill and leave nothing behind."""
