"""The rules of complaint handling: pure functions, values in, values out."""
