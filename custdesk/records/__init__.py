"""The binders of the office: one file a form. To add one, see custdesk/binders.py."""
