// A code from a letter, as it is typed: `XXXXX-XXXXX`.

const GROUP = 5;
const LENGTH = 2 * GROUP;

/** Who forgets to change the keyboard's language means the letter on the same key. */
const KEYS = "йцукенгшщзфывапролдячсмить";
const LATIN = "qwertyuiopasdfghjklzxcvbnm";

/** The letters and digits of what was typed or pasted, in capitals. */
function letters(text: string): string {
  const latin = text.toLowerCase().replace(/[а-яё]/g, (key) => LATIN[KEYS.indexOf(key)] ?? "");
  return latin.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/** What is typed so far, in two groups. From a pasted letter only the code is taken. */
export function formatCode(text: string): string {
  const found = /(?<![A-Za-z0-9])([A-Za-z0-9]{5})-([A-Za-z0-9]{5})(?![A-Za-z0-9])/.exec(text);
  const code = letters(found?.[0] ?? text).slice(0, LENGTH);
  return code.length > GROUP ? `${code.slice(0, GROUP)}-${code.slice(GROUP)}` : code;
}

export function isComplete(code: string): boolean {
  return letters(code).length === LENGTH;
}

/** Where the cursor stands in the code, when it stood at `caret` in what was typed. */
export function caretIn(code: string, text: string, caret: number): number {
  const before = letters(text.slice(0, caret)).length;
  return Math.min(code.length, before > GROUP ? before + 1 : before);
}
