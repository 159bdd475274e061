"""Where the office's records are kept: one SQLite file, one writer, one reading door, one trail."""
