from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "accord.steps.lifecycle"
    label = "lifecycle"
