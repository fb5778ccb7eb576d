"""The messages that scripts use, as a JSON file that they load when needed.

Takes the messages of a site; returns the file. A hash of its content is part of its name.
"""

from __future__ import annotations

from hashlib import blake2b

from papershelf.core.messages import Messages, select_script_messages
from papershelf.core.page import Artifact
from papershelf.records.site_paths import SEARCH_ADDRESS
from papershelf.text.json_text import dump_json


def render_script_messages(messages: Messages) -> Artifact:
    """Render the messages by key, as a text or as texts by plural category."""
    content = dump_json(select_script_messages(messages)).encode()
    name = blake2b(content, digest_size=5).hexdigest()
    return Artifact(f"{SEARCH_ADDRESS}messages.{name}.json", content)
