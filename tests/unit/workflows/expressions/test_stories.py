"""What people write in workflows, from their own pages."""

from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import MOMENT
from workflows.expressions import compile_value

SHOP: dict[str, Any] = {
    "trigger": {
        "type": "webhook",
        "body": {
            "id": 4711,
            "from": "Ada <ada@example.com>",
            "customer": {"first": "ada", "last": "LOVELACE", "tier": "gold", "birthday": "1990-12-10"},
            "lines": [
                {"sku": "A-1", "name": "Kettle", "quantity": 2, "price": "19.99"},
                {"sku": "B-2", "name": "Cup & saucer", "quantity": 6, "price": "4.50"},
                {"sku": "C-3", "name": "Tea", "quantity": 1, "price": "7.25", "gift": True},
            ],
        },
        "headers": {"content-type": "application/json", "x-request-id": "r-1"},
    },
    "steps": {
        "stock": {"status": 200, "body": {"A-1": 5, "B-2": 2}},
        "enough": {"branch": "then", "result": None},
        "skipped": None,
        "pages": {"results": [{"rows": [1, 2]}, {"rows": [3]}], "errors": []},
    },
    "vars": {"limit": 50, "vip": ["gold", "platinum"]},
    "run": {"id": "0198", "version": 3},
    "item": {"email": "bob@example.com"},
    "index": 0,
}


@table(
    ("text", "value"),
    [
        ("Order #{{ trigger.body.id }}", "Order #4711"),
        ("{{ title(trigger.body.customer.first + ' ' + trigger.body.customer.last) }}", "Ada Lovelace"),
        ("{{ regex_extract(trigger.body.from, '<(.+)>', 1) }}", "ada@example.com"),
        ("{{ trigger.headers['content-type'] }}", "application/json"),
        ("{{ trigger.body.customer.tier in vars.vip }}", True),
        ("{{ trigger.body.customer.tier == 'gold' and steps.stock.status == 200 }}", True),
        ("{{ sum([l.quantity for l in trigger.body.lines]) }}", 9),
        ("{{ money_sum([money_multiply(l.price, l.quantity) for l in trigger.body.lines]) }}", "74.23"),
        ("{{ number(money_sum(trigger.body.lines, 'price')) > vars.limit }}", False),
        (
            "{{ [l.sku for l in trigger.body.lines if default(steps.stock.body[l.sku], 0) < l.quantity] }}",
            ["B-2", "C-3"],
        ),
        ("{{ join(pluck(trigger.body.lines, 'name'), ', ') }}", "Kettle, Cup & saucer, Tea"),
        ("{{ count([l for l in trigger.body.lines if default(l.gift, false)]) }}", 1),
        ("{{ any(l.quantity > 5 for l in trigger.body.lines) }}", True),
        ("{{ sort(trigger.body.lines, by='quantity', descending=true)[0].sku }}", "B-2"),
        ("{{ {l.sku: l.quantity for l in trigger.body.lines}['B-2'] }}", 6),
        ("{{ flatten(pluck(steps.pages.results, 'rows')) }}", [1, 2, 3]),
        ("{{ default(steps.skipped.body.id, 'none') }}", "none"),
        ("{{ steps.enough.branch == 'then' }}", True),
        (
            "https://x.example/s?q={{ url_encode(trigger.body.lines[1].name) }}",
            "https://x.example/s?q=Cup%20%26%20saucer",
        ),
        ("<b>{{ html_escape(trigger.body.lines[1].name) }}</b>", "<b>Cup &amp; saucer</b>"),
        ("{{ pad(text(trigger.body.id), 8, '0', 'left') }}", "00004711"),
        ("{{ format_date(now(), '%d.%m.%Y', 'Europe/Berlin') }}", "01.03.2026"),
        ("{{ start_of(add(now(), months=1), 'month') }}", "2026-04-01T00:00:00Z"),
        ("{{ int(diff(trigger.body.customer.birthday, now(), 'days') / 365) }}", 35),
        ("{{ weekday(now()) in [6, 7] }}", True),
        ("{{ pick(trigger.body.customer, 'first', 'tier') }}", {"first": "ada", "tier": "gold"}),
        ("{{ merge(trigger.body.customer, {'first': 'Ada'}).first }}", "Ada"),
        ("{{ {'sku': l.sku} if index == 0 else null }}".replace("l.sku", "trigger.body.lines[0].sku"), {"sku": "A-1"}),
        ("{{ len(chunk(trigger.body.lines, 2)) }}", 2),
        ("{{ parse_json(json({'a': [1, 2]})).a[1] }}", 2),
        ("{{ slug(trigger.body.lines[1].name) }}-{{ run.version }}", "cup-saucer-3"),
        ("{{ hmac_sha256(text(trigger.body.id), 'k') == hmac_sha256('4711', 'k') }}", True),
        ("Dear {{ item.email }}, you are number {{ index + 1 }}.", "Dear bob@example.com, you are number 1."),
        ("{{ 'many' if len(trigger.body.lines) > 2 else 'few' }}", "many"),
        (
            "{{[\n  {'sku': l.sku, 'all': money_multiply(l.price, l.quantity)}\n  for l in trigger.body.lines\n][0] }}",
            {"sku": "A-1", "all": "39.98"},
        ),
    ],
)
def test_this_is_what_people_get(text: str, value: Any) -> None:
    result = compile_value(text).evaluate(SHOP, MOMENT)
    assert result == value
    assert type(result) is type(value)
