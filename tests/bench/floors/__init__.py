"""The floors: small programs that do the same with nothing around it."""
