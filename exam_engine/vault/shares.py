"""Printed shares: a secret that only several people together can use (SLIP-39).

Making a set, step by step:

1. 32 random bytes are drawn in memory: the master secret.
2. The *unlock identity* is derived from them (HKDF-SHA256): it opens what is sealed to it, as any
   identity does. Its public half, the recipient, is all that is ever kept.
3. The master secret is split into n shares of which any k give it back (Shamir's scheme as SLIP-39
   has it, through its authors' package). Fewer than k say nothing about it.
4. Each share is 33 words; the last three are a checksum (RS1024).

Using a set, step by step:

5. Each share is checked as it is entered: every word on the list, their number, the checksum, of
   the same set as the others and not entered twice. Where one word explains a wrong checksum its
   place is named, never the word: a program that corrects shares would help who guesses them.
6. k shares give the master secret, which a digest inside the shares confirms, and by step 2 the
   unlock identity. It lives in memory while one command runs.

SLIP-39: https://github.com/satoshilabs/slips/blob/master/slip-0039.md
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.constants import CHECKSUM_LENGTH_WORDS, CUSTOMIZATION_STRING_EXTENDABLE
from shamir_mnemonic.rs1024 import create_checksum
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORDLIST

from exam_engine.errors import ShareWrong, VaultError
from exam_engine.vault.identity import Identity
from exam_engine.vault.secret import Secret

WORDS = 33
LARGEST_SET = 16
_LONGEST_ENTRY = 2_000
_MASTER_BYTES = 32
_SHORTEST_PREFIX = 4  # SLIP-39: the first four letters tell words apart
_BITS = 10
_NUMBERS = {word: number for number, word in enumerate(WORDLIST)}


class ShareSet:
    """A fresh set: the unlock identity, and each share's words to be printed once."""

    def __init__(self, identity: Identity, threshold: int, shares: Sequence[Secret]) -> None:
        self.identity = identity
        self.threshold = threshold
        self.shares = tuple(shares)

    def __repr__(self) -> str:
        return f"ShareSet({self.identity!r}, {self.threshold} of {len(self.shares)})"


def make_shares(name: str, threshold: int, count: int) -> ShareSet:
    """Return ``count`` shares of a new unlock identity; any ``threshold`` of them recover it.

    :raises VaultError: if the numbers make no sense.
    """
    if not 2 <= threshold <= count <= LARGEST_SET:
        raise VaultError(
            f"{threshold} of {count} shares make no dual control; "
            f"choose 2 <= threshold <= shares <= {LARGEST_SET}"
        )
    # Steps 1 and 2.
    master = Secret.random(_MASTER_BYTES)
    identity = _unlock_identity(name, master)
    # Steps 3 and 4.
    (printed,) = generate_mnemonics(1, [(threshold, count)], master.reveal())
    return ShareSet(identity, threshold, [Secret(words.encode()) for words in printed])


class EnteredShares:
    """Shares as people type them, each checked before the next is asked for."""

    def __init__(self) -> None:
        self._shares: list[Share] = []
        self._typed: list[Secret] = []

    @property
    def threshold(self) -> int:
        """Return how many shares are needed; 0 before the first."""
        return int(self._shares[0].member_threshold) if self._shares else 0

    @property
    def complete(self) -> bool:
        """Return whether enough were entered."""
        return bool(self._shares) and len(self._shares) >= self.threshold

    @property
    def numbers(self) -> list[int]:
        """Return the numbers of the shares entered, as printed on them."""
        return [share.index + 1 for share in self._shares]

    def add(self, typed: str) -> int:
        """Take a share and return its number.

        :raises ShareWrong: with what is wrong with it, and where; it is not taken then.
        """
        # Step 5.
        which = f"share entered as number {len(self._shares) + 1}"
        words = _checked_words(typed, which)
        try:
            share = Share.from_mnemonic(" ".join(words))
        except MnemonicError:
            raise ShareWrong(f"{which}: {_what_is_wrong(words)}; enter it again") from None
        first = self._shares[0] if self._shares else share
        if share.group_parameters() != first.group_parameters():
            raise ShareWrong(
                f"{which}: is of another set than share {first.index + 1}; look at the set's name "
                "on the page and enter one of the same set"
            )
        if share.index + 1 in self.numbers:
            raise ShareWrong(f"{which}: share {share.index + 1} was entered already; take another")
        self._shares.append(share)
        self._typed.append(Secret(" ".join(words).encode()))
        return self.numbers[-1]

    def identity(self, name: str) -> Identity:
        """Return the unlock identity.

        :raises ShareWrong: if there are too few shares, or they do not give a secret.
        """
        # Step 6.
        if not self.complete:
            needed = f"{self.threshold} are needed" if self.threshold else "none was entered"
            raise ShareWrong(f"{len(self._shares)} shares are too few: {needed}")
        enough = [typed.reveal().decode() for typed in self._typed[: self.threshold]]
        try:
            master = Secret(combine_mnemonics(enough))
        except MnemonicError:
            raise ShareWrong(
                "these shares do not give back a secret: one is of another set, or was altered"
            ) from None
        return _unlock_identity(name, master)

    def __repr__(self) -> str:
        return f"EnteredShares({len(self._shares)} of {self.threshold or '?'})"


def _unlock_identity(name: str, master: Secret) -> Identity:
    info = b"exam-engine unlock identity 1"
    return Identity(name, Secret(HKDFExpand(SHA256(), 128, info).derive(master.reveal())))


def _checked_words(typed: str, which: str) -> list[str]:
    if len(typed) > _LONGEST_ENTRY:
        raise ShareWrong(f"{which}: is too long for a share of {WORDS} words; enter it again")
    words = typed.lower().split()
    found = [_word(word) for word in words]
    unknown = [str(at) for at, word in enumerate(found, start=1) if word is None]
    if unknown:
        places = f"word{'s' * (len(unknown) > 1)} {', '.join(unknown[:5])}"
        verb = "are" if len(unknown) > 1 else "is"
        raise ShareWrong(f"{which}: {places} {verb} not on the list of words; enter it again")
    if len(found) != WORDS:
        raise ShareWrong(
            f"{which}: has {len(found)} words, a share has {WORDS}; one was left out or typed "
            "twice, enter it again"
        )
    return [word for word in found if word is not None]


def _word(typed: str) -> str | None:
    if typed in _NUMBERS:
        return typed
    if len(typed) < _SHORTEST_PREFIX:
        return None
    fitting = [word for word in WORDLIST if word.startswith(typed)]
    return fitting[0] if len(fitting) == 1 else None


def _what_is_wrong(words: Sequence[str]) -> str:
    numbers = [_NUMBERS[word] for word in words]
    for at in range(len(numbers) - 1):
        swapped = [*numbers[:at], numbers[at + 1], numbers[at], *numbers[at + 2 :]]
        if numbers[at] != numbers[at + 1] and not _syndrome(swapped):
            return f"words {at + 1} and {at + 2} may be exchanged"
    suspect = next(_single_mistakes(numbers), None)
    if suspect is not None:
        return f"word {suspect + 1} may be mistyped"
    return "its checksum does not fit: two or more words are mistyped or exchanged"


def _single_mistakes(numbers: Sequence[int]) -> Iterator[int]:
    """Yield the places where another word would make the checksum fit.

    The checksum is linear over bits: what the ten bits of a word change in it, added up (XOR) in
    all 1,024 ways, is what any other word there would change. RS1024 has distance 4, so there is
    one such place at most.
    """
    wrong = _syndrome(numbers)
    for at in range(len(numbers)):
        changes = {0}
        for bit in range(_BITS):
            flipped = [*numbers[:at], numbers[at] ^ (1 << bit), *numbers[at + 1 :]]
            effect = _syndrome(flipped) ^ wrong
            changes |= {change ^ effect for change in changes}
        if wrong in changes:
            yield at


def _syndrome(numbers: Sequence[int]) -> int:
    """Return 0 if the checksum fits, else how it differs: three words of ten bits."""
    data, typed = numbers[:-CHECKSUM_LENGTH_WORDS], numbers[-CHECKSUM_LENGTH_WORDS:]
    found = 0
    expected = create_checksum(data, CUSTOMIZATION_STRING_EXTENDABLE)
    for right, entered in zip(expected, typed, strict=True):
        found = found << _BITS | (right ^ entered)
    return found
