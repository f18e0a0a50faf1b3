"""What this server offers and does on its own: models, watched folders, webhooks, the OpenAPI document."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from transcribe.asr.engines import ENGINE_NAMES
from transcribe.asr.languages import LANGUAGES
from transcribe.asr.models import files as models
from transcribe.library.model_choice import list_models
from transcribe.library.serializers import (
    delivery_to_json,
    watched_to_json,
)
from transcribe.web.openapi import document
from transcribe.web.requests import (
    open_store,
    query_whole,
)

service_api = Blueprint("service", __name__, url_prefix="/api/v1")


@service_api.get("/webhook-deliveries")
@service_api.get("/deliveries", endpoint="list_deliveries_old")
def list_deliveries() -> Any:
    limit = query_whole("limit", 100, most=5000)
    return {"deliveries": [delivery_to_json(one) for one in open_store().deliveries.list(limit)]}


@service_api.get("/watched-files")
@service_api.get("/watched", endpoint="list_watched_old")
def list_watched() -> Any:
    return {"watched": [watched_to_json(file) for file in open_store().watched.list()]}


@service_api.get("/models")
def get_models() -> Any:
    return {
        "models": list_models(open_store()),
        "default": models.DEFAULT_MODEL,
        "engines": list(ENGINE_NAMES),
        "languages": [{"code": code, "name": name} for code, name in LANGUAGES.items()],
    }


@service_api.get("/openapi.json")
def get_openapi() -> Any:
    return document.document()
