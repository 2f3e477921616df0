"""A sealed bank in another language: which of its texts can be had in it, and these texts.

A bank is sealed with those translations only that were reviewed. One that lags behind its source
by now is not used: it is held against the text that it translates each time.
"""

from __future__ import annotations

from exam_engine.bank.sealed import SealedBank
from exam_engine.bank.translations import translated_item, translated_scenario, why_stale
from exam_engine.errors import SealTampered
from exam_engine.model.bank import BankCatalogue
from exam_engine.model.item_parts import ItemCatalogue, ItemPaper
from exam_engine.model.scenario import Scenario
from exam_engine.model.translation import Translation


class TextsInLanguage:
    """The texts of a bank in ``language``; empty means the bank's own."""

    def __init__(self, bank: SealedBank, language: str) -> None:
        self._bank = bank
        self._language = language
        found = bank.translations(language) if language else ()
        self._by_name: dict[str, Translation] = {one.name: one for one in found}

    def digests(self, catalogue: BankCatalogue) -> dict[str, str]:
        """Return the digest of the translation of each text that can be had, by ``ID@VERSION``.

        An item with a scenario can be had only if its scenario can. Texts that are written in the
        language need no translation, and are not named.
        """
        scenarios = {
            entry.name: digest
            for entry in catalogue.scenarios
            if (digest := self._of_scenario(entry.name, entry.paper_digest))
        }
        items = {
            f"{entry.id}@{entry.version}": digest
            for entry in catalogue.items
            if entry.language != self._language
            and (not entry.scenario or entry.scenario in scenarios)
            and (digest := self._of_item(entry))
        }
        return scenarios | items

    def item(self, source: ItemPaper, expected_digest: str) -> ItemPaper:
        """Return an item's text; with an empty digest the source's.

        :raises SealTampered: if the bank does not hold the translation that was bound.
        """
        if not expected_digest:
            return source
        return translated_item(
            source, self._bound(f"{source.id}@{source.version}", expected_digest)
        )

    def scenario(self, source: Scenario, expected_digest: str) -> Scenario:
        """Return a scenario's text; with an empty digest the source's.

        :raises SealTampered: if the bank does not hold the translation that was bound.
        """
        if not expected_digest:
            return source
        return translated_scenario(source, self._bound(f"scenario {source.name}", expected_digest))

    def _bound(self, name: str, expected_digest: str) -> Translation:
        found = self._by_name.get(name)
        if found is None or found.digest != expected_digest:
            raise SealTampered(
                f"{self._bank.path}: the translation of {name} into {self._language} is not the "
                "one that the form binds; fetch the bank as it was sealed then, or build the form "
                "again"
            )
        return found

    def _of_item(self, entry: ItemCatalogue) -> str:
        found = self._by_name.get(f"{entry.id}@{entry.version}")
        if found is None:
            return ""
        source = self._bank.paper(entry.id, entry.version, entry.paper_digest)
        return "" if why_stale(found, source) else found.digest

    def _of_scenario(self, name: str, paper_digest: str) -> str:
        found = self._by_name.get(f"scenario {name}")
        if found is None:
            return ""
        return "" if why_stale(found, self._bank.scenario(name, paper_digest)) else found.digest
