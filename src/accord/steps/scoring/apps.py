from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "accord.steps.scoring"
    label = "scoring"
