"""The only writer of run tables: intake, dispatch, claim, advance, perform, record, wait, cancel, rescue."""
