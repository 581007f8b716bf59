"""What is printed of a drawing of lots: its record as PDF and as HTML, its picture, the QR code of its seal.

Made from the transcript alone, so that whoever has the file can print the same record; names are handed in.
"""
