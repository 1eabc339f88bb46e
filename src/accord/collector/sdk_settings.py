"""What browser clients ask for before they send: their settings, with the key they shall use."""

from typing import Any

_ENABLED = {"__default": {"enabled": True}}


def segment(*, key: str, scheme: str, host: str) -> dict[str, Any]:
    """analytics-next's settings: the key it was asked with, and exactly one integration."""
    to_us = {
        "apiKey": key,
        "apiHost": f"{host}/v1",
        "protocol": scheme,
        "unbundledIntegrations": [],
        "addBundledMetadata": True,
    }
    return {
        "integrations": {"Segment.io": to_us},
        "plan": {"track": _ENABLED, "identify": _ENABLED, "group": _ENABLED},
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
    }


def rudderstack(*, key: str, source_id: int) -> dict[str, Any]:
    """@rudderstack/analytics-js's source config: no destinations, no reports about itself."""
    quiet = {"errors": {"enabled": False}, "metrics": {"enabled": False}}
    source = {
        "id": str(source_id),
        "name": "Accord",
        "writeKey": key,
        "config": {"statsCollection": quiet},
        "enabled": True,
        "workspaceId": "accord",
        "destinations": [],
        "connections": [],
        "updatedAt": "2026-01-01T00:00:00.000Z",
    }
    return {"source": source, "updatedAt": "2026-01-01T00:00:00.000Z"}
