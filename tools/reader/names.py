"""Which name of a record is alike to which, by the rules of the scorer (`tools/quality` uses the same ones)."""
import re

STOP = {"the", "a", "an", "of", "and", "on", "for", "to", "in"}


def words(name):
    """The words of a name that identify it, in lower case and in the singular."""
    found = re.findall(r"\w+", (name or "").casefold().replace("u.s.", "us"))
    return {word[:-1] if len(word) > 3 and word.endswith("s") else word for word in found} - STOP


def alike(left, right, floor=0.6):
    """Whether two names share enough words, or one is inside the other."""
    left, right = words(left), words(right)
    common = len(left & right)
    if not common:
        return False
    return left <= right or right <= left or 2 * common / (len(left) + len(right)) >= floor


def plain(value):
    """The name in a value of a field, which is a string, a name or a participant."""
    while isinstance(value, dict):
        value = value.get("actor") or value.get("name") or ""
    return value or ""


class Forms:
    """Every form of every name of a record: the name, its acronym, its aliases and the code of a jurisdiction."""

    def __init__(self, record):
        self.forms = {}
        for entry in (record.get("actors") or []) + (record.get("instruments") or []):
            forms = {entry.get("name"), entry.get("acronym"), *(entry.get("aliases") or [])} - {None}
            for form in forms:
                self.forms.setdefault(form.casefold(), set()).update(forms)
            if entry.get("kind") == "jurisdiction" and entry.get("jurisdiction"):
                self.forms.setdefault(entry["name"].casefold(), set()).add("code:" + entry["jurisdiction"])

    def of(self, value):
        name = plain(value)
        return {name} | self.forms.get(name.casefold(), set())


def same(left, right):
    """Whether two sets of forms are of one actor or instrument."""
    if any(form.startswith("code:") and form in right for form in left):
        return True
    return any(alike(one, other) for one in left for other in right)
