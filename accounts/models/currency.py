"""The field for ISO 4217 codes."""

from django.core.exceptions import ValidationError
from django.db import models
from moneyed import CURRENCIES


class Currency(models.CharField):
    """An ISO 4217 code such as USD."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs["max_length"] = 3
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def deconstruct(self) -> tuple[str, str, list[object], dict[str, object]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, list(args), kwargs

    def validate(self, value: object, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if value and value not in CURRENCIES:
            raise ValidationError(f"{value} is not an ISO 4217 currency code such as USD.")
