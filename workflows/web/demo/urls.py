"""The addresses below /demo/."""

from django.urls import path

from workflows.web.demo import flaky, mail, shop, warehouse

urlpatterns = [
    path("warehouse/stock/<str:sku>", warehouse.show_stock),
    path("warehouse/bookings", warehouse.book),
    path("shop/orders", shop.show_orders),
    path("mail/", mail.mailbox),
    path("flaky/<slug:name>", flaky.answer_in_the_end),
]
