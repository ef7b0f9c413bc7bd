// Who else has a right to a key before the screen has.

const FLOATING =
  '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], .cm-tooltip';

/** Whether something floats above the screen: Esc closes it first, and the screen behind it stays. */
export function isFloating(): boolean {
  return document.querySelector(FLOATING) !== null;
}

/** Whether text is written there, where arrows move the cursor. */
export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("textarea, input:not([type=checkbox], [type=radio])");
}
