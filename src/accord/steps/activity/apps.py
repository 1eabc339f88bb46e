from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "accord.steps.activity"
    label = "activity"
