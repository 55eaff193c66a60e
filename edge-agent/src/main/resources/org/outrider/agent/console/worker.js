// While the unit restarts, a page of our own stands in for the browser's error page and comes back by itself.
"use strict";
const GONE = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Unit does not answer</title>
<link rel="stylesheet" href="/console.css"></head><body><main id="gone" class="gone" role="alert"><h1>The unit does not answer</h1>
<p>What you sent last may not have arrived: look again when the page is back. It comes back by itself.</p></main><script src="/console.js"></script></body></html>`;
const KEPT = ["/console.css", "/console.js"];
self.addEventListener("install", (e) => e.waitUntil(caches.open("console").then((c) => c.addAll(KEPT)).then(() => self.skipWaiting())));
self.addEventListener("activate", (e) => e.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (e) => {
  const path = new URL(e.request.url).pathname;
  if (e.request.mode === "navigate") {
    e.respondWith(fetch(e.request).catch(() => new Response(GONE, { status: 503, headers: { "Content-Type": "text/html" } })));
  } else if (KEPT.includes(path)) {
    e.respondWith(
      fetch(e.request)
        .then((r) => {
          const copy = r.clone();
          if (r.ok) caches.open("console").then((c) => c.put(path, copy));
          return r;
        })
        .catch(() => caches.match(path)),
    );
  }
});
