"""Words of the console that are written elsewhere: named here so that our catalogue of translations keeps them.

Unfold ships no translations, and the titles of actions stand in rooms that know no Django.
"""

from django.utils.translation import gettext_noop

UNFOLD = (
    gettext_noop("Welcome back to"),
    gettext_noop("Light"),
    gettext_noop("Dark"),
    gettext_noop("System"),
    gettext_noop("Apply Filters"),
    gettext_noop("Reset filters"),
    gettext_noop("Go back"),
    gettext_noop("Return to site"),
    gettext_noop("No results found"),
    gettext_noop("This page yielded into no results. Create a new item or reset your filters."),
    gettext_noop("Select all rows"),
    gettext_noop("More actions"),
    gettext_noop("Expand row"),
    gettext_noop("General"),
    gettext_noop("True"),
    gettext_noop("False"),
    gettext_noop("Cancel"),
    gettext_noop("Submit"),
    gettext_noop("Next"),
    gettext_noop("Previous"),
)
ACTIONS = (gettext_noop("Ask a web service"),)
