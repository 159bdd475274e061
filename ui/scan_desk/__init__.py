"""The tab "Paper": where signed sheets come home."""
