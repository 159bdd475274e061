"""A month as a folder that an auditor takes away and reads without custdesk; and the check of such a folder."""
