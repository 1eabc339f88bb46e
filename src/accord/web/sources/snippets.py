"""How to point the SDKs that people already use at this installation."""

from typing import NamedTuple


class Snippet(NamedTuple):
    id: str
    name: str
    text: str


def snippets(host: str, key: str) -> list[Snippet]:
    """Ready to paste, with the address and the key filled in."""
    return [Snippet(name.lower().replace(" ", "-"), name, text.format(host=host, key=key)) for name, text in _TEXTS]


_TEXTS = (
    (
        "Segment for browsers",
        """import {{ AnalyticsBrowser }} from "@segment/analytics-next";

// The rest of the settings comes from this address.
const analytics = AnalyticsBrowser.load({{ writeKey: "{key}", cdnURL: "{host}" }});
analytics.page();""",
    ),
    (
        "Segment for Python",
        """import segment.analytics as analytics

analytics.write_key = "{key}"
analytics.host = "{host}"
analytics.track("user-1", "Demo Requested", {{"product": "platform"}})
analytics.flush()""",
    ),
    (
        "Segment for Node",
        """import {{ Analytics }} from "@segment/analytics-node";

const analytics = new Analytics({{ writeKey: "{key}", host: "{host}" }});
analytics.track({{ userId: "user-1", event: "Demo Requested" }});
await analytics.closeAndFlush();""",
    ),
    (
        "RudderStack for Python",
        """import rudderstack.analytics as analytics

analytics.write_key = "{key}"
analytics.dataPlaneUrl = "{host}"
analytics.track("user-1", "Demo Requested")
analytics.flush()""",
    ),
    (
        "curl",
        """curl -u '{key}:' -H 'Content-Type: application/json' {host}/v1/track \\
  -d '{{"userId": "user-1", "event": "Demo Requested", "messageId": "m-1"}}'""",
    ),
)
