"""Parts of the function."""
