"""The composition root: it sees every app and is seen by none. Celery finds its application here."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
