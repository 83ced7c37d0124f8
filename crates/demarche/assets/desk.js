// What pages do better with script; everything works without.
"use strict";

(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const typing = (target) => target instanceof Element && target.closest("input, select, textarea, [contenteditable]");
  const pause = (wait, work) => {
    let timer;
    return (...given) => {
      clearTimeout(timer);
      timer = setTimeout(() => work(...given), wait);
    };
  };

  // The address that a form would go to, without what is empty. What links of its page have set since stays, but for the place in a list.
  const addressOf = (form) => {
    const address = new URL(form.getAttribute("action"), location.href);
    if (address.pathname === location.pathname) {
      for (const [name, value] of new URLSearchParams(location.search)) {
        if (!form.elements[name] && name !== "skip" && name !== "after") address.searchParams.append(name, value);
      }
    }
    for (const [name, value] of new FormData(form)) if (value !== "") address.searchParams.append(name, value);
    return address;
  };

  // Another state of the page: fetched, and a part of it put in the place of ours.
  let asked;
  const fetched = async (address) => {
    asked?.abort();
    asked = new AbortController();
    const answer = await fetch(address, { signal: asked.signal, headers: { accept: "text/html" } });
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };
  const swap = async (address, selector, remember = "push") => {
    let page;
    try {
      page = await fetched(address);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
      return;
    }
    const [ours, theirs] = [one(selector), one(selector, page)];
    if (!ours || !theirs) {
      location.assign(address);
      return;
    }
    ours.replaceWith(document.adoptNode(theirs));
    document.title = page.title;
    const back = one(".theme [name=back]");
    if (back) back.value = one(".theme [name=back]", page)?.value ?? back.value;
    if (remember === "push") history.pushState({ swap: selector }, "", address);
    if (remember === "replace") history.replaceState({ swap: selector }, "", address);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-swap]")) return;
    event.preventDefault();
    swap(addressOf(form), form.dataset.swap);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-swap]");
    if (form && event.target.matches("select, input[type=date]")) swap(addressOf(form), form.dataset.swap);
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target.closest?.("a[data-swap]");
    if (link) {
      event.preventDefault();
      const text = link.textContent;
      swap(link.href, link.dataset.swap).then(() => {
        [...document.querySelectorAll("a[data-swap]")].find((other) => other.textContent === text)?.focus();
      });
    }
    if (event.target.closest?.("[data-print]")) print();
  });
  addEventListener("popstate", () => location.reload());
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;

  // Search as one types: on the page of search its results, elsewhere the first names and titles below the field.
  const page = one("form[data-typed]");
  if (page) page.addEventListener("input", pause(200, () => swap(addressOf(page), page.dataset.swap, "replace")));
  const find = one(".top .find");
  const field = one("#find");
  if (find && field && !page) {
    const close = () => one(".suggest", find)?.remove();
    field.addEventListener("input", pause(200, async () => {
      if (field.value.trim().length < 2) return close();
      let found;
      try {
        found = await fetched(addressOf(find));
      } catch {
        return;
      }
      close();
      const links = [...found.querySelectorAll("a[data-hit]")].slice(0, 8);
      if (links.length === 0) return;
      const list = document.createElement("ul");
      list.className = "suggest";
      for (const link of links) {
        const copy = document.createElement("a");
        copy.href = link.getAttribute("href");
        copy.textContent = link.textContent;
        const item = document.createElement("li");
        item.append(copy);
        list.append(item);
      }
      find.append(list);
    }));
    find.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        field.focus();
        return close();
      }
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const stops = [field, ...find.querySelectorAll(".suggest a")];
      const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      if (stops[next]) {
        event.preventDefault();
        stops[next].focus();
      }
    });
    find.addEventListener("focusout", (event) => {
      if (!find.contains(event.relatedTarget)) close();
    });
  }

  // The theme changes at once; the server's cookie keeps it.
  const theme = one("form.theme");
  theme?.addEventListener("submit", (event) => {
    const choice = event.submitter?.value;
    if (choice === undefined) return;
    event.preventDefault();
    if (choice) document.documentElement.dataset.theme = choice;
    else delete document.documentElement.dataset.theme;
    for (const button of theme.querySelectorAll("button")) button.setAttribute("aria-pressed", button.value === choice);
    const body = new URLSearchParams({ theme: choice, back: "/healthz" });
    fetch(theme.getAttribute("action"), { method: "POST", body });
  });

  // Keys. Those of one letter are for when nothing is being typed.
  const places = { d: ["/", "Desk"], m: ["/mine", "Mine"], l: ["/ledger", "Ledger"], c: ["/counterparts", "Counterparts"], i: ["/instruments", "Instruments"], a: ["/agenda", "Agenda"], p: ["/people", "People and bodies"], s: ["/series", "Series"], o: ["/documents", "Documents"], r: ["/review", "Review"], n: ["/add", "Add"] };
  const help = () => {
    let dialog = one("#keys");
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.id = "keys";
      dialog.setAttribute("aria-labelledby", "keys-title");
      const title = document.createElement("h2");
      title.id = "keys-title";
      title.textContent = "Keys";
      const list = document.createElement("dl");
      list.className = "pairs";
      const row = (keys, name) => {
        const [term, meaning] = [document.createElement("dt"), document.createElement("dd")];
        for (const key of keys) {
          const cap = document.createElement("kbd");
          cap.textContent = key;
          term.append(cap, " ");
        }
        meaning.textContent = name;
        list.append(term, meaning);
      };
      row(["/"], "Search");
      for (const [key, [, name]] of Object.entries(places)) row(["g", key], name);
      row(["j", "k"], "Next and previous in a list; Enter opens");
      row(["?"], "This list");
      const form = document.createElement("form");
      form.method = "dialog";
      const button = document.createElement("button");
      button.textContent = "Close";
      form.append(button);
      dialog.append(title, list, form);
      document.body.append(dialog);
    }
    if (!dialog.open) dialog.showModal();
  };
  // Lines of lists, by the first of each that can be opened; review has keys of its own.
  const step = (by) => {
    const opens = "a[href], summary";
    const lines = [...document.querySelectorAll("main tbody tr, main .list > li")].filter((line) => one(opens, line)?.checkVisibility());
    if (lines.length === 0) return false;
    const here = lines.findLastIndex((line) => line.contains(document.activeElement));
    const next = lines[here === -1 ? (by > 0 ? 0 : lines.length - 1) : here + by];
    if (!next) return false;
    const stop = one(opens, next);
    stop.focus();
    stop.scrollIntoView({ block: "nearest" });
    return true;
  };
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      event.preventDefault();
      const search = one("form[data-typed] [type=search]") ?? field;
      search?.focus();
      search?.select();
    } else if (event.key === "?") {
      event.preventDefault();
      help();
    } else if ((event.key === "j" || event.key === "k") && !one(".decide")) {
      if (step(event.key === "j" ? 1 : -1)) event.preventDefault();
    } else if (event.key === "g") {
      going = event.timeStamp;
    } else if (places[event.key] && event.timeStamp - going < 1200 && going) {
      going = 0;
      location.assign(places[event.key][0]);
    } else {
      going = 0;
    }
  });

  one(".top nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
})();
