"""JSON pointers for responses. They name members, and never contain what may be personal data."""

_LONGEST_NAME = 64
_SIGNS = str.maketrans(":-", "__")


def child(pointer: str, name: str) -> str:
    """Return the pointer of a member, or of its parent if the member's name may be personal data.

    Names that developers choose have up to 64 characters: ASCII letters and ``_`` and, after the first character,
    digits, ``:`` and ``-``. Any other name may be personal data.
    """
    plain = name.isascii() and len(name) <= _LONGEST_NAME and name.translate(_SIGNS).isidentifier()
    return f"{pointer}/{name}" if plain and name[0] not in ":-" else pointer
