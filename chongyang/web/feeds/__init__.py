"""The desk of feeds: what each department sends, its files, what was wrong with them and how it is mended."""
