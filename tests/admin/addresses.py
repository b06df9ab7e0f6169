"""The addresses of admin pages, taken from the site itself."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.urls import reverse

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
IDS = [model._meta.label_lower for model in MODELS]


def list_of(model: type[Model]) -> str:
    return _address(model, "changelist")


def add_to(model: type[Model]) -> str:
    return _address(model, "add")


def page_of(record: Model, page: str = "change") -> str:
    return page_at(type(record), record.pk, page)


def page_at(model: type[Model], key: Any, page: str = "change") -> str:
    return _address(model, page, key)


def _address(model: type[Model], page: str, *arguments: Any) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return reverse(name, args=arguments)
