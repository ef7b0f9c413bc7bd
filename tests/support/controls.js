// The first visible control whose accessible name is `arguments[0]`; null while there is none.
const wanted = arguments[0];
const tidy = (text) => (text ?? "").replace(/\s+/g, " ").trim();

function name(element) {
  const described = element.getAttribute("aria-labelledby");
  if (described) return described.split(" ").map((id) => document.getElementById(id)?.innerText).join(" ");
  return (
    element.getAttribute("aria-label") ||
    [...(element.labels ?? [])].map((label) => label.innerText).join(" ") ||
    (element.matches("input, select, textarea") ? "" : element.innerText) ||
    element.getAttribute("placeholder") ||
    element.getAttribute("title")
  );
}

const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
const controls = [...document.querySelectorAll("button, a[href], input, select, textarea, summary, [role], [contenteditable=true]")]
  .filter((element) => tidy(name(element)) === wanted && isSeen(element));
// What lies behind a dialog cannot be meant.
const dialogs = [...document.querySelectorAll("[role=dialog], [role=alertdialog], dialog[open]")].filter(isSeen);
// A question lies over the sheet that asks it.
const dialog = dialogs.find((one) => one.getAttribute("role") === "alertdialog") ?? dialogs.at(-1);
// The cell around a button has the same name; the button is meant.
const inner = controls.filter((element) => !controls.some((other) => other !== element && element.contains(other)));
const found = inner.find((element) => dialog?.contains(element)) ?? inner[0] ?? null;
// Out of sight, or under the buttons at the foot of a card, it is scrolled to, as a person does.
if (found) {
  const box = found.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  if (!found.contains(top)) found.scrollIntoView({ block: "center", behavior: "instant" });
}
// A switch that is drawn by its label is clicked there.
return found?.matches("[type=radio], [type=checkbox]") ? (found.labels[0] ?? found) : found;
