"""Write the links that schemathesis (4.x) infers from OpenAPI descriptions, for ``edges_recall.py``.

    PYTHON benchmarks/edges_schemathesis.py FOLDER FILES OUT.jsonl

PYTHON is that of an environment with schemathesis; Lemnos is not needed there. FILES lists paths below FOLDER, one a
line. Each line of the output is a file with its links: ``[source, expression, target, parameter]``, where operations
are pointers (``#/paths/~1pets/get``). A file that schemathesis cannot analyse within a minute has the reason instead.
"""

import json
import signal
import sys
import time
from pathlib import Path
from typing import Any

import yaml

SECONDS = 60


def expired(*_: object) -> None:
    """Raise because a file took too long."""
    raise TimeoutError(f"more than {SECONDS} seconds")


def body_values(place: str, body: Any) -> list[tuple[str, str]]:
    """Return the expressions in a request body with the pointers of their places."""
    if isinstance(body, str):
        return [(place, body)] if body.startswith("$") else []
    pairs = body.items() if isinstance(body, dict) else (("*", each) for each in body) if isinstance(body, list) else ()
    return [value for key, each in pairs for value in body_values(f"{place}/{key}", each)]


def inferred(value: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return the links that schemathesis infers from a description."""
    import schemathesis  # type: ignore[import-not-found,unused-ignore]

    links = []
    schema = schemathesis.openapi.from_dict(value)
    for response in schema.analysis.dependency_graph.iter_links():
        for link in response.links.values():
            values = [*link.parameters.items(), *body_values("#", link.request_body)]
            links += [
                (response.producer_operation_ref, expression, link.operation_ref, name) for name, expression in values
            ]
    return sorted(set(links))


def main() -> None:
    """Analyse the files that the command line names."""
    folder, files, out = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    signal.signal(signal.SIGALRM, expired)
    start = time.process_time()
    with out.open("w") as lines:
        for name in files.read_text().split("\n"):
            if not name:
                continue
            record: dict[str, Any] = {"file": name}
            signal.alarm(SECONDS)
            try:
                record["links"] = inferred(yaml.load((folder / name).read_bytes(), yaml.CSafeLoader))
            except Exception as error:
                record["error"] = f"{type(error).__name__}: {error}"[:200]
            finally:
                signal.alarm(0)
            lines.write(json.dumps(record) + "\n")
            lines.flush()
    print(f"{time.process_time() - start:.0f} CPU seconds")


if __name__ == "__main__":
    main()
