"""Addresses of the doors."""

from __future__ import annotations

from django.urls import path

from . import views
from .odata import views as odata

app_name = "doors"
urlpatterns = [
    path("csv/<str:table>.csv", views.as_csv, name="csv"),
    path("odata/", odata.top, name="odata"),
    path("odata/$metadata", odata.model, name="odata-model"),
    path("odata/<str:entity>", odata.entities, name="odata-entities"),
    path("odata/<str:entity>/$count", odata.count, name="odata-count"),
    path("geojson/<str:table>.geojson", views.as_geojson, name="geojson"),
]
