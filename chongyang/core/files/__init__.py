"""Files that people hand in: read with a limit, known by their bytes, made harmless, sealed on disk.

Pure of rows; `core.operations.files` takes a file in and writes its row.
"""
