"""Checks of a declared request."""
