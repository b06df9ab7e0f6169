"""JSON by orjson: plain values from the database go out without a serializer between."""

import orjson

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def to_json(value: object) -> bytes:
    """Decimals, time zones and lazy texts become text; days, moments and ids are known."""
    return orjson.dumps(value, default=str, option=OPTIONS)
