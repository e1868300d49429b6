"""Addresses of the door: the key of the device stands before each."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "odk"
urlpatterns = [
    path("<str:key>", views.door, name="door"),
    path("<str:key>/formList", views.form_list, name="form-list"),
    path("<str:key>/forms/<str:form>.xml", views.form_xml, name="form"),
    path("<str:key>/forms/<str:form>/manifest", views.manifest, name="manifest"),
    path("<str:key>/forms/<str:form>/subjects.csv", views.register, name="register"),
    path("<str:key>/submission", views.submission, name="submission"),
]
