"""Replies to the browser that a starting run of the script must not discard.

A browser that uploads a file first asks the server for an address; a deferred download asks for
its data. When a run of the script starts, Streamlit (1.67) empties the queue of outgoing messages
and keeps only those about the run itself, so a reply that has not been sent yet is lost. The
browser waits for it for ever, shows nothing, and the user's file is gone. This happens when
another input starts a run at the moment of the upload, above all on a busy machine.
"""

from __future__ import annotations

from functools import wraps

from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

REPLIES = frozenset({"file_urls_response", "backend_operation_response"})
"""Types of messages that answer a request of the browser."""

_MARK = "retains_replies"


def retain_replies() -> None:
    """Let Streamlit's queues retain replies when a run starts; more than one call does no harm."""
    original = ForwardMsgQueue.clear
    if hasattr(original, _MARK):
        return

    @wraps(original)
    def clear(
        queue: ForwardMsgQueue,
        retain_lifecycle_msgs: bool = False,
        fragment_ids_this_run: list[str] | None = None,
    ) -> None:
        before = list(queue._queue) if retain_lifecycle_msgs else []  # noqa: SLF001
        original(queue, retain_lifecycle_msgs, fragment_ids_this_run)
        retained = {id(message) for message in queue._queue}  # noqa: SLF001
        queue._queue += [  # noqa: SLF001
            message
            for message in before
            if message.WhichOneof("type") in REPLIES and id(message) not in retained
        ]

    setattr(clear, _MARK, True)
    setattr(ForwardMsgQueue, original.__name__, clear)
