"""健康检查: liveness without the database."""

from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """存活: the process answers."""
    return JsonResponse({"status": "ok"})
