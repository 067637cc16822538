"""What the calls of version 1 take and answer, field by field."""
