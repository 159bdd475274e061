"""What the procedures demand, as pure functions of values and a clock (R-001 ... R-150)."""
