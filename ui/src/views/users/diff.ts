// What a change of the audit trail changed, field by field.

export interface FieldChange {
  /** As in `settings.host`. */
  name: string;
  /** Undefined where there was nothing, or is nothing any more. */
  before: unknown;
  after: unknown;
}

/** The fields that differ, in the order in which they stand. */
export function changes(before: unknown, after: unknown): FieldChange[] {
  const [old, fresh] = [fields(before), fields(after)];
  const names = new Set([...old.keys(), ...fresh.keys()]);
  return [...names]
    .map((name) => ({ name, before: old.get(name), after: fresh.get(name) }))
    // What was never there and what is empty are the same to a person.
    .filter(({ before, after }) => JSON.stringify(before ?? null) !== JSON.stringify(after ?? null));
}

/** Every value by the path to it; a list is one value. */
function fields(value: unknown, path = ""): Map<string, unknown> {
  const found = new Map<string, unknown>();
  if (value === null || value === undefined) {
    // Nothing at all is no field; an empty one is.
    if (path && value === null) found.set(path, null);
    return found;
  }
  if (typeof value !== "object" || Array.isArray(value)) return found.set(path, value);
  for (const [name, part] of Object.entries(value))
    for (const [key, leaf] of fields(part, path ? `${path}.${name}` : name)) found.set(key, leaf);
  return found;
}
