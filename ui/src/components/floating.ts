// Whether something floats above the screen, and so has the first right to the key Esc.

const FLOATING =
  '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], .cm-tooltip';

export function isFloating(): boolean {
  return document.querySelector(FLOATING) !== null;
}
