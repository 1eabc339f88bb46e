"""A proposal and a finished tryout of it: python -m tests.browser.tried prints the number of the tryout."""

import django

from accord.kernel.actor import Actor, ActorKind


def main() -> None:
    django.setup()
    from django.utils import timezone

    from accord.agreement import api as agreements
    from accord.journey.trying import api as trying

    current = agreements.current()
    assert current is not None
    by, now = Actor(ActorKind.MEMBER, "mara@northwind.example"), timezone.now()
    text = current.text.replace("score.engagement: {at_least: 40}", "score.engagement: {at_least: 90}")
    made = agreements.draft(text=text, name=current.name, by=by, now=now)
    number = trying.ask(text=text, name=made.name, by=by, now=now, proposal_id=made.id)
    while trying.go_on(now=timezone.now()) is not None:
        pass
    print(number)


if __name__ == "__main__":
    main()
