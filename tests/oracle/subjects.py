"""Subject groups: prefixes of a subject code, the longest wins; what is in none is `other`."""

from functools import lru_cache

OTHER = "other"


class Subjects:
    """The groups of one setting such as "cash_benefit:32.24 32.30, aids:27.60"; "" has none."""

    def __init__(self, text: str = "") -> None:
        groups = [part.strip().partition(":") for part in text.split(",") if part.strip()]
        self._names = {
            prefix: name.strip() for name, _, prefixes in groups for prefix in prefixes.split()
        }
        self.names = (*(name.strip() for name, _, _prefixes in groups), OTHER)

    def group(self, subject: str) -> str:
        """The group of a subject; "" = absent."""
        found = [prefix for prefix in self._names if subject.startswith(prefix)]
        return self._names[max(found, key=len)] if found else OTHER


@lru_cache
def subjects_of(text: str) -> Subjects:
    """The groups of a setting, read once."""
    return Subjects(text)
