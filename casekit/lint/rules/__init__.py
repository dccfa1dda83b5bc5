"""One module per family; importing it registers its rules."""
