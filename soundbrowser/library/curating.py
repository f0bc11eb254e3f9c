"""What the user says of sounds. Each verb has its inverse, so that the window can offer to undo it."""

from __future__ import annotations

from collections.abc import Sequence

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.sound import Collection


class Curating:
    """The part of the library that tags, rates, notes and collects."""

    _catalogue: Catalogue

    def tag(self, ids: Sequence[int], name: str) -> None:
        """Puts a tag on sounds. Inverse: `untag`."""
        with self._catalogue.write() as writer:
            writer.tag(ids, name)

    def untag(self, ids: Sequence[int], name: str) -> None:
        """Takes a tag off sounds. Inverse: `tag`."""
        with self._catalogue.write() as writer:
            writer.untag(ids, name)

    def rate(self, ids: Sequence[int], stars: int) -> None:
        """Rates sounds, 0 (none) to 5. Inverse: `rate` with the stars before."""
        with self._catalogue.write() as writer:
            writer.rate(ids, stars)

    def favourite(self, ids: Sequence[int], on: bool) -> None:
        """Makes sounds favourites, or no longer."""
        with self._catalogue.write() as writer:
            writer.favourite(ids, on)

    def set_note(self, sound_id: int, text: str) -> None:
        """Puts a note on a sound in place of an earlier one. Inverse: `set_note` with the text before."""
        with self._catalogue.write() as writer:
            writer.note(sound_id, text)

    def create_collection(self, name: str) -> Collection:
        """The collection of this name, made when there is none. Inverse: `delete_collection`."""
        with self._catalogue.write() as writer:
            return writer.create_collection(name)

    def rename_collection(self, collection_id: int, name: str) -> None:
        """Gives a collection another name."""
        with self._catalogue.write() as writer:
            writer.rename_collection(collection_id, name)

    def delete_collection(self, collection_id: int) -> None:
        """Forgets a collection; its sounds stay. Inverse: `create_collection`, `add_to_collection`."""
        with self._catalogue.write() as writer:
            writer.delete_collection(collection_id)

    def add_to_collection(self, collection_id: int, ids: Sequence[int]) -> None:
        """Puts sounds into a collection. Inverse: `remove_from_collection`."""
        with self._catalogue.write() as writer:
            writer.add_to_collection(collection_id, ids)

    def remove_from_collection(self, collection_id: int, ids: Sequence[int]) -> None:
        """Takes sounds out of a collection. Inverse: `add_to_collection`."""
        with self._catalogue.write() as writer:
            writer.remove_from_collection(collection_id, ids)

    def remember_search(self, text: str) -> None:
        """Notes a question as the newest."""
        with self._catalogue.write() as writer:
            writer.remember_search(text)

    def remove_folder(self, folder_id: int) -> None:
        """Forgets a folder and its sounds, a verified backup of the library first; the files stay.

        Inverse: `add_folder`, which listens to them again.
        """
        self._catalogue.backup("before-removing-a-folder")
        with self._catalogue.write() as writer:
            writer.remove_folder(folder_id)
