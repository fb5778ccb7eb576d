"""JSON Lines: the public record of each paper in Papershelf's own format."""

from __future__ import annotations

from papershelf.exports.bulk_file import Envelope
from papershelf.exports.formats.export_format import ExportedPaper, ExportFormat
from papershelf.records.serializer import public_record, render_jsonl_line


def _render(exported: ExportedPaper, _with_abstract: bool) -> str:
    return render_jsonl_line(
        public_record(exported.paper, exported.settings.fields, exported.citation_key)
    )


JSONL = ExportFormat(
    name="jsonl",
    ending=".jsonl",
    label="JSONL",
    media_type="application/jsonl",
    render=_render,
    envelope=Envelope(),
)
