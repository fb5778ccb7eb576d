"""The OpenSearch description that lets a browser search the site from its address bar.

Takes the settings; returns an XML document if the address of the site is configured. Follows
OpenSearch 1.1 Draft 6, github.com/dewitt/opensearch.
"""

from __future__ import annotations

from papershelf.core.asset_names import FAVICON
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.records.site_paths import SEARCH_ADDRESS
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_xml

OPENSEARCH_PATH = "opensearch.xml"
_SHORT_NAME_LENGTH = 16
_DESCRIPTION_LENGTH = 1024


def render_opensearch(settings: Settings) -> Artifact | None:
    """Render the description, or return `None` if the address of the site is not configured."""
    if not settings.site_url:
        return None
    name = escape_xml(truncate(settings.site_name, _SHORT_NAME_LENGTH))
    description = settings.messages.text("opensearch.description", site=settings.site_name)
    text = escape_xml(truncate(description, _DESCRIPTION_LENGTH))
    url = escape_xml(f"{settings.site_url}{SEARCH_ADDRESS}?q=") + "{searchTerms}"
    icon = escape_xml(f"{settings.site_url}{FAVICON}")
    return Artifact(
        OPENSEARCH_PATH,
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
            f"<ShortName>{name}</ShortName>\n<Description>{text}</Description>\n"
            "<InputEncoding>UTF-8</InputEncoding>\n"
            f'<Image height="32" width="32" type="image/svg+xml">{icon}</Image>\n'
            f'<Url type="text/html" template="{url}"/>\n'
            "</OpenSearchDescription>\n"
        ).encode(),
    )
