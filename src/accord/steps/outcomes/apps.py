from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "accord.steps.outcomes"
    label = "outcomes"
