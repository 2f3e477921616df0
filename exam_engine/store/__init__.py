"""The database: tables, migrations, the append-only ledger, queries."""
