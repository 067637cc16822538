"""A small practice shop, warehouse and mail catcher, in demo mode alone: nothing here knows a tenant."""
