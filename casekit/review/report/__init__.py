"""A page in, text out: one module for each format. A format's module is imported when it is wanted."""
