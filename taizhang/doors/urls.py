"""Addresses of the doors."""

from __future__ import annotations

from django.urls import path

from . import open311_views as open311
from . import views
from .odata import views as odata

app_name = "doors"
urlpatterns = [
    path("csv/<str:table>.csv", views.as_csv, name="csv"),
    path("open311/v2/services.<str:ending>", open311.services, name="services"),
    path("open311/v2/services/<str:code>.<str:ending>", open311.one_service, name="service"),
    path("open311/v2/requests.<str:ending>", open311.requests, name="requests"),
    path("open311/v2/requests/<str:receipt>.<str:ending>", open311.one_request, name="request"),
    path("odata/", odata.top, name="odata"),
    path("odata/$metadata", odata.model, name="odata-model"),
    path("odata/<str:entity>", odata.entities, name="odata-entities"),
    path("odata/<str:entity>/$count", odata.count, name="odata-count"),
    path("parquet/<str:table>.parquet", views.as_parquet, name="parquet"),
    path("geojson/<str:table>.geojson", views.as_geojson, name="geojson"),
]
