from django.apps import AppConfig


class HandoffConfig(AppConfig):
    name = "accord.steps.handoff"
    label = "handoff"
