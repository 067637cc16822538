"""The launcher: one supervisor that brings up PostgreSQL, Valkey and the product's own processes from one folder."""
