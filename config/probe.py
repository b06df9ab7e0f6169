"""Asks a server on this machine whether it is well; exit code 0 or 1. For container health checks.

    python -m config.probe /health/ready

It names a host of `ALLOWED_HOSTS`, which the server insists on, and `PORT` (8000).
"""

import http.client
import os
import sys


def main(path: str) -> int:
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip() or "127.0.0.1"
    connection = http.client.HTTPConnection(
        "127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=8
    )
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        sys.stdout.write(answer.read(4000).decode(errors="replace") + "\n")
    except OSError as error:
        sys.stdout.write(f"No answer: {error}\n")
        return 1
    finally:
        connection.close()
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "/health/ready"))
