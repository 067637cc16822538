"""What can go wrong here, each with a stable code and words that help."""


class TenantError(Exception):
    """The tenant refuses this change."""

    code = "tenant_error"
    hint = ""
    status = 422

    def __init__(self, message: str = "", *, pointer: str = "") -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        self.pointer = pointer
        super().__init__(self.message)


class LastOwner(TenantError):
    """This member is the last owner of the tenant."""

    code = "last_owner"
    hint = "Make another member an owner first."
    status = 409


class AlreadyMember(TenantError):
    """This person is already a member of the tenant."""

    code = "already_member"
    hint = "Change the role of the existing member instead."
    status = 409


class UnknownRole(TenantError):
    """There is no such role."""

    code = "unknown_role"
    hint = "Use viewer, approver, operator, builder or owner."
    status = 422


class BadScopes(TenantError):
    """The scopes of an API key are a list of operations."""

    code = "unknown_scope"
    hint = 'Name operations such as "run.read", or use ["*"] for all that the creator may do.'
    status = 422


class BadExpiry(TenantError):
    """An API key expires in the future, within a year."""

    code = "invalid_expiry"
    hint = "Choose an instant within the next 365 days."
    status = 422


class ScopeTooWide(TenantError):
    """A key can make only keys that may do no more than itself."""

    code = "permission_denied"
    hint = "Name fewer operations, or make the key in the console."
    status = 403
