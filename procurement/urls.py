from django.urls import path, re_path

from procurement.views import process, search

app_name = "procurement"
urlpatterns = [
    path("procesos/", search.process_list, name="process_list"),
    # Any code that the column may hold, and nothing that PostgreSQL would refuse to look for.
    re_path(r"^procesos/(?P<code>[^/\x00]{1,40})/$", process.process_detail, name="process_detail"),
]
