"""外壳的页面."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """首页."""
    return render(request, "home.html")
