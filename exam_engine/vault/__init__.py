"""Cryptography's one seam: identities, sealed files, signatures, the audit log.

Choices, each safe for a stated reason:

- Wrapping secrets for a person: HPKE (RFC 9180) with the hybrid KEM ML-KEM-768 + X25519, so that
  a file stolen today stays closed to a quantum computer tomorrow, and stays closed as long as
  either of the two holds.
- Encrypting entries: AES-256-GCM under a secret of their own (HKDF-SHA256), so that no nonce is
  ever used twice under one secret and one entry cannot stand in for another.
- Signing: Ed25519 over the SHA-256 of everything, verified before anything is parsed.
- Passphrases: Argon2id (RFC 9106) with 64 MiB.

Nothing outside this package imports ``cryptography``.
"""
