"""Any record's tab: its table, its form, editors, actions and history, made from the declaration."""
