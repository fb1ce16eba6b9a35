from concurrent.futures import ThreadPoolExecutor

import pytest
from celery import current_app
from django.conf import settings


def name_and_broker():
    return current_app.main, current_app.conf.broker_url


def test_every_thread_of_the_web_wakes_work_through_the_portals_own_broker():
    with ThreadPoolExecutor(1) as another_thread:
        assert another_thread.submit(name_and_broker).result() == ("secop", settings.CELERY_BROKER_URL)


@pytest.mark.django_db
def test_every_task_on_the_timetable_exists():
    current_app.loader.import_default_modules()
    assert set(current_app.conf.beat_schedule) <= set(current_app.tasks)
