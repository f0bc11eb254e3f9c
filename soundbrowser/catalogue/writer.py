"""The one way to change a library: everything inside one `Catalogue.write` is one transaction."""

from __future__ import annotations

from sqlalchemy import Connection

from soundbrowser.catalogue.corrections import CorrectingWriter
from soundbrowser.catalogue.curating import CuratingWriter
from soundbrowser.catalogue.directories import Directories
from soundbrowser.catalogue.scanning import ScanningWriter


class Writer(ScanningWriter, CuratingWriter, CorrectingWriter):
    """What may be written; made by `Catalogue.write` and used up with its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._directories = Directories(connection)
