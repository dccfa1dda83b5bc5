// Filters the tables and timelines of a page. Without it every row is shown. What is filtered by stands after the #
// in the address: the way back restores it, a link carries it, and it is never sent to a server.
"use strict";

// The theme's search is a dialog without a name: whoever hears the page is told what opened.
document.querySelector(".md-search")?.setAttribute("aria-label", "Search");

(() => {
  const form = document.querySelector("form.ck-filter");
  if (!form) return;

  const rows = [...document.querySelectorAll("[data-k]")].map((row) => ({
    row,
    keys: new Set(row.dataset.k.split(" ")),
    text: null, // read when it is asked for: thousands of rows have much text
  }));
  const selects = [...form.querySelectorAll("select")];
  const search = form.querySelector("input");
  const beside = [...document.querySelectorAll(".ck-beside a:not([aria-current])")];
  const told = form.querySelector("output");
  const printed = document.querySelector(".ck-printed-filter");
  const groups = [...document.querySelectorAll("[data-ck-group]")].map((group) => ({
    group,
    rows: [...group.querySelectorAll("[data-k]")],
  }));
  const options = selects.map((select) =>
    [...select.options].slice(1).map((option) => ({ option, key: option.dataset.i, text: option.text }))
  );
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = () => plain(search ? search.value : "").split(/\s+/).filter(Boolean);

  function matches(entry, wanted, sought, but) {
    for (let i = 0; i < wanted.length; i += 1) {
      if (i !== but && wanted[i] !== undefined && !entry.keys.has(wanted[i])) return false;
    }
    if (sought.length === 0) return true;
    entry.text ??= plain(entry.row.textContent);
    return sought.every((word) => entry.text.includes(word));
  }

  function show() {
    const wanted = selects.map((select) => select.selectedOptions[0]?.dataset.i);
    const sought = words();
    let shown = 0;
    for (const entry of rows) {
      const fits = matches(entry, wanted, sought, -1);
      if (entry.row.hidden === fits) entry.row.hidden = !fits;
      shown += fits;
    }
    for (const { group, rows: own } of groups) group.hidden = own.length > 0 && own.every((row) => row.hidden);
    selects.forEach((select, place) => count(place, wanted, sought));
    told.value = `${shown} of ${rows.length}`;
    // The filter goes along to the pages beside this one: what they do not know of it, they pass over.
    const hash = new URLSearchParams(said()).toString();
    for (const link of beside) link.hash = hash;
    if (printed) printed.textContent = said().map(([name, value]) => `${name}: ${value}`).join(", ");
  }

  // What would remain if this facet were set to each of its words, the other facets being as they are.
  function count(place, wanted, sought) {
    const left = new Map();
    for (const entry of rows) {
      if (!matches(entry, wanted, sought, place)) continue;
      for (const key of entry.keys) left.set(key, (left.get(key) ?? 0) + 1);
    }
    for (const { option, key, text } of options[place]) option.label = `${text} (${left.get(key) ?? 0})`;
  }

  function said() {
    const found = selects.filter((select) => select.selectedIndex > 0).map((s) => [s.name, s.selectedOptions[0].text]);
    return search && search.value ? [...found, [search.name, search.value]] : found;
  }

  function restore() {
    const asked = new URLSearchParams(location.hash.slice(1));
    selects.forEach((select, place) => {
      const at = options[place].findIndex(({ text }) => text === asked.get(select.name));
      select.selectedIndex = at + 1;
    });
    if (search) search.value = asked.get(search.name) ?? "";
    show();
  }

  // Each choice is a step back; a word being typed is one, not one for each letter.
  let typing = false;
  function keep(event) {
    const hash = new URLSearchParams(said()).toString();
    const address = location.pathname + location.search + (hash ? `#${hash}` : "");
    const more = event.target === search && typing;
    history[more ? "replaceState" : "pushState"](history.state, "", address);
    typing = event.target === search;
    show();
  }

  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    history.pushState(history.state, "", location.pathname + location.search);
    typing = false;
    setTimeout(show);
  });
  addEventListener("popstate", restore);
  addEventListener("hashchange", restore);
  document.querySelectorAll("[data-ck-sort]").forEach((table) => sortable(table));
  form.hidden = false;
  restore();

  function sortable(table) {
    const body = table.tBodies[0];
    const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
    [...table.tHead.rows[0].cells].forEach((cell, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = cell.textContent;
      cell.replaceChildren(button);
      button.addEventListener("click", () => {
        const up = cell.getAttribute("aria-sort") !== "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        cell.setAttribute("aria-sort", up ? "ascending" : "descending");
        const keyed = [...body.rows].map((row) => {
          const seen = row.cells[column];
          return [seen ? seen.dataset.s ?? seen.textContent.trim() : "", row];
        });
        keyed.sort(([a], [b]) => (up ? 1 : -1) * collator.compare(a, b));
        body.append(...keyed.map(([, row]) => row));
      });
    });
  }
})();
