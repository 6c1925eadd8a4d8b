"""/desk/sign-out/: end the session, here and in the database."""

from django.http import HttpRequest, HttpResponse

from handbill.desk.entrance import editor_only
from handbill.desk.frame import see
from handbill.desk.visit import Visit, end, forget


@editor_only
def sign_out(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Sign out; by GET nothing happens."""
    if request.method != "POST":
        return see(request, "desk/")
    end(visit)
    response = see(request, "desk/sign-in/?said=out")
    forget(response)
    return response
