"""Bytes in, checked plain data with positions out."""
