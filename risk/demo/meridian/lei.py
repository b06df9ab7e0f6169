"""Made-up legal entity identifiers that pass the check and belong to nobody."""

from random import Random
from string import ascii_uppercase, digits

from stdnum.iso7064 import mod_97_10

UNASSIGNED_PREFIX = "LSDM00"


def made_up_lei(name: str, seed: int) -> str:
    """An identifier (ISO 17442) that depends on nothing but name and seed.

    18 characters and two check digits: with letters read as 10 to 35, the number leaves 1 when
    divided by 97 (ISO 7064 MOD 97-10).
    """
    source = Random(f"{seed}:{name}")  # noqa: S311 - example data, no secret
    body = UNASSIGNED_PREFIX + "".join(source.choices(ascii_uppercase + digits, k=12))
    return body + str(mod_97_10.calc_check_digits(body))
