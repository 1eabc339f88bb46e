"""Who looks at a page."""

from django.contrib.auth import get_user_model
from django.test import Client


def client_of(card) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=card.id))
    return client
