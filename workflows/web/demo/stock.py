"""What the practice warehouse has on its shelves, and the orders that reach the practice shop."""

STOCK = {"A-1": 120, "A-2": 7, "B-1": 0, "B-2": 45, "C-9": 1_000}
ORDERS = (
    {
        "number": "1001",
        "customer": "kitchen@example.com",
        "lines": [{"sku": "A-1", "quantity": 2}, {"sku": "B-2", "quantity": 5}],
    },
    {"number": "1002", "customer": "garden@example.com", "lines": [{"sku": "B-1", "quantity": 1}]},
    {"number": "1003", "customer": "workshop@example.com", "lines": [{"sku": "C-9", "quantity": 250}]},
)
