from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "accord.steps.identity"
    label = "identity"
