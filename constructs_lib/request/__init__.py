"""What is declared: the mirror of the API's request, where its values come from, and their checks. Pure."""
