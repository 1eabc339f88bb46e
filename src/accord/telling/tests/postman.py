"""The postman alone, in a process that can be killed. Its lease is short, so that the next one need not wait long."""

import os
import signal


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    import django

    django.setup()
    from accord.telling.running import Postman

    postman = Postman(lease=float(os.environ.get("LEASE", "2")))
    signal.signal(signal.SIGTERM, lambda *_: postman.stop())
    print("ready", flush=True)
    postman.run()


if __name__ == "__main__":
    main()
