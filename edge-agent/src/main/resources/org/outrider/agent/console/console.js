// Keys, colours of day and night, news from the unit, and answers that are sent until they arrive.
"use strict";
(() => {
  const SETTLING_MS = 1000; // a card that has just come in takes no answer
  const SILENT_MS = 2500; // the unit gives a sign of life every second
  const TIMEOUT_MS = 3000;
  const RETRY_MS = 1000;
  const OLD_STRIP_MS = 12000; // the strip is renewed every 5 s
  const root = document.documentElement;
  const body = document.body;
  const title = document.title;
  const all = (css, within = document) => [...within.querySelectorAll(css)];

  // --- switches ------------------------------------------------------------------------------------

  const night = (on) => {
    root.classList.toggle("night", on);
    localStorage.setItem("night", on ? "1" : "");
  };
  night(localStorage.getItem("night") === "1");
  const keys = (on) => {
    localStorage.setItem("keys", on ? "" : "off");
    all("[data-do=keys]").forEach((b) => {
      b.setAttribute("aria-pressed", String(on));
      b.textContent = on ? "Keys" : "Keys off";
    });
  };
  keys(localStorage.getItem("keys") !== "off");
  document.addEventListener("click", (e) => {
    if (e.target.closest("[data-do=night]")) night(!root.classList.contains("night"));
    if (e.target.closest("[data-do=keys]")) keys(localStorage.getItem("keys") === "off");
  });

  // --- the card in hand ----------------------------------------------------------------------------

  const card = (within = document) => within.querySelector(".now article.card[data-hit]");
  const hitOf = (within) => card(within)?.dataset.hit ?? "";
  let settledAt = 0;
  const settling = () => Date.now() < settledAt;
  const settle = () => {
    settledAt = Date.now() + SETTLING_MS;
    all(".bar .answers").forEach((a) => a.classList.add("settling"));
    setTimeout(() => {
      if (!settling()) all(".settling").forEach((a) => a.classList.remove("settling"));
    }, SETTLING_MS + 20);
  };

  const count = () => {
    const from = document.querySelector("#alerts [data-count], #bar [data-count]");
    const n = Number(from?.dataset.count ?? 0);
    document.title = n > 0 ? `(${n}) ${title}` : title;
  };
  const ages = () =>
    all("time[data-at]").forEach((t) => {
      const s = Math.max(0, Math.round((Date.now() - Number(t.dataset.at)) / 1000));
      t.textContent = s < 120 ? `${s} s ago` : s < 7200 ? `${Math.round(s / 60)} min ago` : `${Math.round(s / 3600)} h ago`;
    });
  const mark = () =>
    all("img[data-quad]").forEach((img) => {
      const draw = () => {
        const xy = (img.dataset.quad.match(/[\d.]+/g) ?? []).map(Number);
        if (xy.length !== 8 || !img.naturalWidth || img.nextElementSibling) return;
        const xs = xy.filter((_, i) => i % 2 === 0);
        const ys = xy.filter((_, i) => i % 2 === 1);
        const box = document.createElement("i");
        const share = (v, size) => `${(100 * v) / size}%`;
        box.style.left = share(Math.min(...xs), img.naturalWidth);
        box.style.top = share(Math.min(...ys), img.naturalHeight);
        box.style.width = share(Math.max(...xs) - Math.min(...xs), img.naturalWidth);
        box.style.height = share(Math.max(...ys) - Math.min(...ys), img.naturalHeight);
        img.after(box);
      };
      img.complete ? draw() : img.addEventListener("load", draw, { once: true });
    });
  const dress = () => {
    count();
    ages();
    mark();
  };
  setInterval(ages, 1000);

  body.addEventListener("htmx:configRequest", (e) => {
    const id = e.detail.elt.id;
    if (id !== "alerts" && id !== "bar") return;
    if (hitOf()) e.detail.parameters.hold = hitOf();
    if (id === "alerts" && document.querySelector(".bar details[open]")) e.detail.parameters.busy = "yes";
  });

  // The same card is left alone, with focus and open choices; what waits beside it is exchanged.
  // An alert that awaits an answer interrupts a screen reader; another one waits for its turn.
  body.addEventListener("htmx:beforeSwap", (e) => {
    if (e.detail.target.id !== "bar") return;
    const next = new DOMParser().parseFromString(e.detail.serverResponse, "text/html");
    e.detail.target.setAttribute("aria-live", next.querySelector(".alertbar.urgent") ? "assertive" : "polite");
    const shown = e.detail.target.querySelector(".alertbar");
    const told = (bar) => bar && `${bar.dataset.hit} ${bar.querySelector(".count")?.textContent}`;
    if (shown && told(shown) === told(next.querySelector(".alertbar"))) {
      e.detail.shouldSwap = false; // neither read out again nor taken from under the focus
      e.detail.target.querySelector("[data-count]").dataset.count = next.querySelector("[data-count]").dataset.count;
      dress();
    }
  });
  let before = null;
  body.addEventListener("htmx:beforeSwap", (e) => {
    if (e.detail.target.id !== "alerts" || !e.detail.shouldSwap) return;
    const next = new DOMParser().parseFromString(e.detail.serverResponse, "text/html");
    const shown = card();
    if (shown && card(next)?.dataset.revision === shown.dataset.revision) {
      e.detail.shouldSwap = false;
      const focused = document.activeElement?.closest("aside a")?.getAttribute("href");
      document.querySelector("#alerts aside").replaceWith(next.querySelector("aside"));
      document.querySelector("#alerts .live").dataset.count = next.querySelector(".live").dataset.count;
      if (focused) all("#alerts aside a").find((a) => a.getAttribute("href") === focused)?.focus();
      dress();
      return;
    }
    before = {
      hit: hitOf(),
      key: document.activeElement?.closest("#alerts [data-key]")?.dataset.key,
      open: all(".bar details").findIndex((d) => d.open),
    };
  });
  body.addEventListener("htmx:afterSwap", (e) => {
    if (e.detail.target.id === "alerts" && before) {
      if (hitOf() === before.hit) {
        if (before.open >= 0) all(".bar details")[before.open].open = true;
        if (before.key) document.querySelector(`.bar [data-key="${before.key}"]`)?.focus();
      } else if (hitOf()) {
        settle();
      }
      before = null;
    }
    dress();
  });

  // --- keys and touches ----------------------------------------------------------------------------

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.repeat || e.target.closest("input, select, textarea")) return;
    const key = e.key.toLowerCase();
    if (key === "escape") all("details[open]").forEach((d) => (d.open = false));
    if (localStorage.getItem("keys") === "off") return;
    const scope = document.querySelector(".bar details[open]") || document;
    const figure = /^[0-9]$/.test(key);
    if (figure && scope === document) return;
    const to = (figure ? scope : document).querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!to || (settling() && to.closest(".answers"))) return;
    e.preventDefault();
    to.click();
    if (to.tagName === "SUMMARY") to.focus();
  });

  // A second tap on the same spot is no second wish.
  let tapped = { at: 0, x: 0, y: 0 };
  document.addEventListener(
    "click",
    (e) => {
      const on = e.target.closest(".bar .answers button, .bar .answers summary, .bar .answers a");
      if (!on) return;
      const again = e.isTrusted && e.detail > 0 && Date.now() - tapped.at < 500 && Math.hypot(e.clientX - tapped.x, e.clientY - tapped.y) < 40;
      if (settling() || again) {
        e.preventDefault();
        e.stopPropagation();
        return;
      }
      tapped = { at: Date.now(), x: e.clientX, y: e.clientY };
      if (on.tagName === "SUMMARY") all(".bar details[open]").forEach((d) => d !== on.parentElement && (d.open = false));
    },
    true,
  );

  // --- answers ---------------------------------------------------------------------------------------

  const sending = document.querySelector("#sending");
  const queue = JSON.parse(sessionStorage.getItem("answers") ?? "[]");
  let busy = false;
  const say = (words, css) => {
    if (!sending) return;
    sending.textContent = words;
    sending.className = css;
  };
  const keep = () => sessionStorage.setItem("answers", JSON.stringify(queue));
  const flush = async () => {
    if (busy || queue.length === 0) return;
    busy = true;
    const item = queue[0];
    try {
      const reply = await fetch(item.path, {
        method: "POST",
        headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
        body: item.body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (reply.status >= 500) throw new Error(`status ${reply.status}`);
      queue.shift();
      keep();
      if (reply.ok) {
        say(`${item.words}: ${item.plate}`, "good");
      } else {
        const why = (await reply.json().catch(() => ({}))).problem ?? `status ${reply.status}`;
        say(`Not taken: ${item.words} of ${item.plate}. ${why}`, "bad");
      }
      if (item.stays) location.replace(`/alert/${item.hit}`);
      else htmx.trigger(body, "outrider:alerts");
    } catch (e) {
      say(`Not sent yet: ${item.words} of ${item.plate}. Trying again.`, "bad");
      setTimeout(flush, 1000);
    }
    busy = false;
    if (queue.length > 0) setTimeout(flush, 50);
  };
  document.addEventListener("submit", (e) => {
    const answers = e.target.closest(".answers");
    if (!answers) return;
    e.preventDefault();
    const fields = new FormData(e.target, e.submitter);
    queue.push({
      path: new URL(e.target.action).pathname,
      body: new URLSearchParams(fields).toString(),
      hit: answers.dataset.hit,
      plate: answers.dataset.plate,
      words: (e.submitter?.textContent ?? "").replace(/[✔✖]/g, "").replace(/\s+/g, " ").trim().replace(/ [A-Z]$/, ""),
      stays: fields.get("from") !== "live",
    });
    keep();
    all(".bar details[open]").forEach((d) => (d.open = false));
    flush();
  });
  flush();

  // --- news and signs of life --------------------------------------------------------------------------

  const standIn = document.querySelector("main#gone"); // this page was shown instead of the unit's own
  let heard = Date.now();
  let silentFrom = Date.now(); // no frame was read since
  let source = null;
  let last = 0;
  let waiting = false;
  const news = () => {
    waiting = false;
    last = Date.now();
    if (window.htmx) htmx.trigger(body, "outrider:alerts");
  };
  const alive = () => {
    heard = Date.now();
    if (standIn) location.reload();
    if (body.classList.contains("cut")) {
      body.classList.remove("cut");
      document.querySelector(".gone")?.remove();
      news(); // what came meanwhile
      flush();
    }
  };
  const listen = () => {
    source?.close();
    source = new EventSource("/events");
    source.onopen = () => {
      alive();
      news();
    };
    source.addEventListener("alive", (e) => {
      silentFrom = Date.now() - Number(e.data);
      alive();
    });
    source.addEventListener("alerts", () => {
      alive();
      if (waiting) return;
      waiting = true;
      setTimeout(news, Math.max(0, 100 - (Date.now() - last)));
    });
  };
  listen();

  // The strip is believed for as long as the unit renews it, and its cameras give frames.
  const strip = document.querySelector("#status");
  const watch = document.querySelector("#watch");
  let stripAt = Date.now();
  body.addEventListener("htmx:afterSwap", (e) => {
    if (e.detail.target === strip) stripAt = Date.now();
  });
  const doubt = () => {
    if (body.classList.contains("cut")) return "State not known: the unit does not answer";
    if (Date.now() - stripAt > OLD_STRIP_MS) return "State not known: the unit does not tell it";
    if (Date.now() - silentFrom > Number(strip.dataset.mostSilent)) return "NOT READING: no frame is read";
    return "";
  };
  const judge = () => {
    if (!strip || !watch) return;
    const words = doubt();
    strip.classList.toggle("doubted", words !== "");
    if (watch.textContent !== words) watch.textContent = words;
  };
  // A part that was asked for in vain is asked for again.
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((failed) =>
    body.addEventListener(failed, (e) => {
      if (["alerts", "bar"].includes(e.detail.elt.id)) setTimeout(news, RETRY_MS);
    }),
  );

  let tried = Date.now();
  setInterval(() => {
    const silent = Date.now() - heard;
    judge();
    if (silent < SILENT_MS) return;
    if (!standIn && !body.classList.contains("cut")) {
      body.classList.add("cut");
      const gone = document.createElement("section");
      gone.className = "gone";
      gone.setAttribute("role", "alert");
      gone.innerHTML = "<h1>The unit does not answer</h1><p>New alerts are not shown. The page comes back by itself.</p>";
      body.append(gone);
    }
    if (Date.now() - tried > 3000) {
      tried = Date.now();
      listen();
    }
  }, 250);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").catch(() => {});
  document.querySelector("#bar")?.classList.toggle("home", location.pathname === "/");
  dress();
})();
