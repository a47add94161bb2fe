"""Parts of the APIs."""
