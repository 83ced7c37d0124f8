// What pages of documents, review and adding do better with script; everything works without.
"use strict";

// A document: words light up their facts, and facts their words.
(() => {
  const paper = document.querySelector("article.paper");
  if (!paper) return;
  const marks = [...paper.querySelectorAll("mark[data-facts]")].map((mark) => [mark, mark.dataset.facts.split(" ")]);
  const light = (facts, on) => {
    for (const [mark, ids] of marks) if (ids.some((id) => facts.includes(id))) mark.classList.toggle("lit", on);
    for (const id of facts) document.getElementById(`fact-${id}`)?.classList.toggle("lit", on);
  };
  const listen = (element, facts) => {
    for (const [event, on] of [["pointerenter", true], ["pointerleave", false], ["focusin", true], ["focusout", false]])
      element.addEventListener(event, () => light(facts, on));
  };
  for (const [mark, ids] of marks) {
    const leads = mark.querySelector("a")?.hash.slice("#fact-".length);
    listen(mark, ids.includes(leads) ? [leads] : ids);
  }
  for (const note of paper.querySelectorAll("[data-fact]")) listen(note, [note.dataset.fact]);
})();

// Review: one key for each decision, but not while somebody types, nor together with other keys.
(() => {
  const form = document.querySelector("form[data-keys]");
  if (!form) return;
  const correct = document.getElementById("correct");
  const open = () => {
    correct.open = true;
    correct.scrollIntoView({ block: "start" });
    correct.querySelector("select, input:not([type=hidden]), textarea")?.focus();
  };
  form.querySelector("[data-key=c]")?.addEventListener("click", (event) => {
    event.preventDefault();
    open();
  });
  // Who speaks to the machine can turn the keys off: words would be taken for them.
  const keys = form.querySelector(".keys");
  const on = keys.querySelector("input");
  keys.hidden = false;
  on.checked = localStorage.getItem("demarche-keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("demarche-keys", on.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const button = form.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  if (location.hash === "#correct") open();
})();

// Adding: files can be dropped anywhere on the form; what is too much is told before it is sent.
(() => {
  const form = document.getElementById("add");
  if (!form) return;
  const drop = form.querySelector(".drop");
  const input = form.querySelector("input[type=file]");
  const refused = document.getElementById("refused");
  const limit = Number(form.dataset.limit) * 2 ** 20;
  const fits = () => {
    const size = [...input.files].reduce((sum, file) => sum + file.size, form.elements.text.value.length);
    const large = [...input.files].find((file) => file.size > limit);
    refused.textContent = size <= limit ? "" : large
      ? `${large.name} is larger than ${form.dataset.limit} MiB: split it into smaller files.`
      : `These files are larger than ${form.dataset.limit} MiB together: add them in parts.`;
    return size <= limit;
  };
  const files = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  form.addEventListener("dragover", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    drop.classList.add("over");
  });
  form.addEventListener("dragleave", () => drop.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    drop.classList.remove("over");
    input.files = event.dataTransfer.files;
    if (fits()) form.requestSubmit();
  });
  input.addEventListener("change", fits);
  form.addEventListener("submit", (event) => {
    if (!fits()) event.preventDefault();
  });
})();

// Reading under way: what the server tells of it. The server escapes what documents say.
(() => {
  const job = document.getElementById("job");
  if (!job?.dataset.events) return;
  const list = job.querySelector("ul.told");
  const source = new EventSource(job.dataset.events);
  let fresh = true;
  source.addEventListener("told", (event) => {
    if (fresh) list.replaceChildren();
    fresh = false;
    list.insertAdjacentHTML("beforeend", event.data);
  });
  source.addEventListener("progress", (event) => {
    const [read, found] = event.data.split(" ").map(Number);
    const bar = job.querySelector("progress");
    if (!bar) return;
    bar.max = Math.max(found, 1);
    bar.value = read;
    job.querySelector(".count").textContent = `${read} of ${found}`;
  });
  source.addEventListener("over", (event) => {
    source.close();
    job.querySelector(".over").innerHTML = event.data;
  });
})();
