from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "accord.steps.collect"
    label = "collect"
