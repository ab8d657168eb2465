"""`moto`'s S3 server on a free port, which it prints.

It serves one request at a time: moto looks at an object's ETag and replaces the
object in two steps, so with threads its conditional writes would race.
"""

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

application = DomainDispatcherApplication(create_backend_app)
server = make_server("127.0.0.1", 0, application, threaded=False, request_handler=MotoRequestHandler)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
