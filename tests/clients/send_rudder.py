"""The events of every client's run, by RudderStack's Python client. Arguments: host, key."""

import sys

import rudderstack.analytics as analytics

analytics.host, analytics.write_key = sys.argv[1:]
analytics.dataPlaneUrl = analytics.host
analytics.gzip = True
analytics.max_retries = 20
analytics.identify("ada", {"email": "ada@acme.example"})
analytics.track("ada", "Demo Requested", {"plan": "pro"})
analytics.page("ada", "Docs", "Pricing", {"url": "https://acme.example/pricing"})
analytics.flush()
analytics.group("ada", "acme", {"name": "Acme"})
analytics.alias("anon-1", "ada")
analytics.flush()
