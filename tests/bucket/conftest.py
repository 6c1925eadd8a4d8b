"""A real server of the S3 protocol."""

import logging
from collections.abc import Iterator
from threading import Thread

import pytest


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    # a second, for those alone who need it
    from moto.moto_server.werkzeug_app import create_backend_app  # noqa: PLC0415
    from werkzeug.serving import make_server  # noqa: PLC0415

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line for each request
    # S3 alone: moto's own server looks for the service anew with each request, a third of its time
    server = make_server("127.0.0.1", 0, create_backend_app("s3"), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
