from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "accord.steps.sla"
    label = "sla"
