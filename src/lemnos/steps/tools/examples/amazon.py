"""Make Amazon Resource Names: words of a parameter's name, pattern, host of the API -> ARN or None.

Source: AWS General Reference, "Amazon Resource Names": ``arn:partition:service:region:account:resource-type/id``.
"""

import re

_ACCOUNT = "123456789012"
_SERVICE = re.compile(r":([a-z][a-z0-9-]{1,30}):")
_RESOURCE = re.compile(r"(?:\{12\}|\*|\+|\)|\}):([a-z][a-z-]{2,40})[/:]")
"""The type of resource in a regular expression for an ARN."""
_HOST = re.compile(r"(?:[\w-]+\.)*?([a-z][\w-]*)(?:\.([a-z]{2}-[a-z]+-\d))?\.amazonaws\.com$")
_SERVICES = {
    "role": "iam", "user": "iam", "policy": "iam", "instance_profile": "iam", "bucket": "s3", "topic": "sns",
    "queue": "sqs", "function": "lambda", "lambda": "lambda", "kms_key": "kms", "key": "kms",
    "secret": "secretsmanager",
    "certificate": "acm", "stream": "kinesis", "delivery_stream": "firehose", "log_group": "logs",
    "load_balancer": "elasticloadbalancing", "target_group": "elasticloadbalancing", "state_machine": "states",
    "user_pool": "cognito-idp", "event_bus": "events", "rule": "events", "file_system": "elasticfilesystem",
    "db_cluster": "rds", "db_instance": "rds", "repository": "ecr", "project_version": "rekognition",
    "model": "sagemaker", "workgroup": "athena", "table": "dynamodb", "task_definition": "ecs",
}  # fmt: skip
"""Resource → the service in its ARN."""
_PLAIN = {"sns": "{0}", "sqs": "{0}", "s3": "{0}", "lambda": "function:{0}", "states": "stateMachine:{0}",
          "logs": "log-group:{0}", "secretsmanager": "secret:{0}"}  # fmt: skip
"""Service → the form of the last part, where it is not ``type/id``."""


def arn_for(words: tuple[str, ...], pattern: str, host: str, ident: str) -> str | None:
    """Return the ARN for a parameter whose name consists of ``words``, the last of which is ``arn``.

    None is returned if the words do not say what kind of resource it names.

    >>> arn_for(("topic", "arn"), "", "", "0a1b2c3d"), arn_for(("resource", "arn"), "", "", "0a1b2c3d")
    ('arn:aws:sns:eu-west-1:123456789012:my-topic', None)
    """
    stems = ["_".join(words[start:-1]) for start in range(len(words) - 1)]
    kind = next((stem for stem in stems if stem in _SERVICES), "")
    named = _SERVICE.search(pattern)
    typed = _RESOURCE.findall(pattern)
    cloud = _HOST.match(host)
    if typed and (service := named[1] if named and named[1] != "aws" else cloud[1] if cloud else ""):
        resource = typed[-1]
    elif kind:
        service, resource = _SERVICES[kind], kind.replace("_", "-")
    else:
        return None
    name = f"my-{resource}"
    if service == "iam":
        return f"arn:aws:iam::{_ACCOUNT}:{resource.rpartition('-')[2]}/{name}"
    if service == "s3":
        return f"arn:aws:s3:::{name}"
    region = (cloud[2] if cloud else None) or "eu-west-1"
    last = _PLAIN[service].format(name) if service in _PLAIN else f"{resource}/{ident}"
    return f"arn:aws:{service}:{region}:{_ACCOUNT}:{last}"


def with_versions(arn: str) -> tuple[str, ...]:
    """Return an Amazon Resource Name with the endings that the names of versioned resources have.

    >>> with_versions("arn:aws:imagebuilder:eu-west-1:123456789012:image/7a6b")[1]
    'arn:aws:imagebuilder:eu-west-1:123456789012:image/7a6b/1.0.0'
    """
    return (arn, f"{arn}/1.0.0", f"{arn}/1.0.0/1", f"{arn}:1")
