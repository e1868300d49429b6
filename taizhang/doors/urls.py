"""Addresses of the doors."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "doors"
urlpatterns = [
    path("csv/<str:table>.csv", views.as_csv, name="csv"),
    path("geojson/<str:table>.geojson", views.as_geojson, name="geojson"),
]
