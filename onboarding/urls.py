from django.urls import path

from onboarding import views

app_name = "onboarding"
urlpatterns = [
    path("proveedor/", views.supplier, name="supplier"),
    path("proveedor/nuevo/", views.supplier_new, name="supplier_new"),
]
