// Keeps the part of the page that is marked `data-live` up to date, as long as it is marked.
(() => {
  "use strict";
  let tag = null, said = 0;
  const part = () => document.querySelector("[data-live]");

  function keyOf(node) {
    const href = node.getAttribute("href");
    return node.id ? "#" + CSS.escape(node.id) : href && `a[href="${CSS.escape(href)}"]`;
  }

  function swap(old, html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(old.id);
    if (!fresh) return;
    for (const details of old.querySelectorAll("details[data-key]")) {
      const same = fresh.querySelector(`details[data-key="${CSS.escape(details.dataset.key)}"]`);
      if (same) same.open = details.open;
    }
    const focused = old.contains(document.activeElement) && keyOf(document.activeElement);
    old.replaceWith(fresh);
    const again = focused && fresh.querySelector(focused);
    if (again) again.focus({ preventScroll: true });
    say(fresh.dataset.summary);
  }

  // A screen reader hears of changes at most each five seconds.
  function say(text) {
    const place = document.getElementById("live-summary");
    if (!place || !text || place.textContent === text || Date.now() - said < 5000) return;
    said = Date.now();
    place.textContent = text;
  }

  async function look() {
    const old = part();
    if (!old) return;
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(old.dataset.live, { headers, cache: "no-store", redirect: "error" });
      if (answer.ok) {
        tag = answer.headers.get("ETag");
        swap(old, await answer.text());
      } else if (answer.status >= 400 && answer.status < 500) return;
    } catch { /* The next look may reach the server again. */ }
    plan();
  }

  function plan() {
    const pause = document.hidden ? 5000 : part()?.dataset.pause || 1000;
    setTimeout(look, pause * (0.9 + Math.random() * 0.2));
  }

  document.addEventListener("DOMContentLoaded", plan);
})();
