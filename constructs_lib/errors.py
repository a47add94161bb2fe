"""The error of a declaration that can't be deployed, with all its problems at once."""

from collections.abc import Iterable, Sequence


class DeclarationError(ValueError):
    """The declaration can't be deployed as it stands.

    Attributes:
        problems: one text for each: the prop or member, the value, what is allowed and what to do.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        if len(problems) == 1:
            super().__init__(problems[0])
        else:
            super().__init__("\n- ".join([f"{len(problems)} problems:", *problems]))


def raise_problems(problems: Iterable[str]) -> None:
    """Raise `DeclarationError` if there are any problems; each text counts once."""
    found = list(dict.fromkeys(problems))
    if found:
        raise DeclarationError(found)
