"""JSON pointers for responses: they name members, and never hold what may be personal data."""

_LONGEST_NAME = 64
_SIGNS = str.maketrans(":-", "__")


def child(pointer: str, name: str) -> str:
    """The pointer of a member; of its parent, when the name is not one that a developer would give a member.

    Such a name is letters, digits and ``_``, after the first also ``:`` and ``-``.
    """
    plain = name.isascii() and len(name) <= _LONGEST_NAME and name.translate(_SIGNS).isidentifier()
    return f"{pointer}/{name}" if plain and name[0] not in ":-" else pointer
