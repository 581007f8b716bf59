"""Logging in one place: structlog everywhere, everything to stderr, so that stdout belongs to what a command answers.

At a terminal lines are for people, elsewhere they are JSON, one object a line. Log lines of libraries (the Temporal
SDK's `workflow.logger` and `activity.logger`, uvicorn) pass through the same processors and look the same. Events are
named in snake_case with key-values: `structlog.get_logger().info("mail_sent", key=key)`.
"""

import logging
import re
import sys

import structlog

from settings import LocalSettings

_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]

_OWN_HANDLERS = ("uvicorn", "uvicorn.error", "uvicorn.access")
"""Loggers that put up handlers of their own; they are sent through ours instead."""


_KEY_IN_PATH = re.compile(r"(?<=/)[A-Za-z0-9_-]{40,}")
"""What lets its bearer in stands in the path of some pages: long, and of these letters only."""


def _without_keys(
    logger: structlog.typing.WrappedLogger, method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Keep keys out of the lines about requests: who reads a log must not be able to act in another's name."""
    del logger, method
    if event.get("logger") == "uvicorn.access":
        event["event"] = _KEY_IN_PATH.sub("...", str(event["event"]))
    return event


def configure_logs(settings: LocalSettings) -> None:
    """Set up structlog and the standard library's logging for this process. Called once, by a composition root."""
    is_console = settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty())
    renderers: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if is_console
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_keys, *renderers],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
    for name in _OWN_HANDLERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
