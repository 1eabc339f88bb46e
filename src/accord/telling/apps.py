from django.apps import AppConfig


class TellingConfig(AppConfig):
    name = "accord.telling"
    label = "telling"
