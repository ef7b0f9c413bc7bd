// Names of files beside a file, on every system.

/** `…/clients.csv` → `…/clients-refused.csv`. */
export function rejectsPath(path: string, suffix: string): string {
  const name = fileName(path);
  const folder = path.slice(0, path.length - name.length);
  const dot = name.lastIndexOf(".");
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return `${folder}${stem}-${suffix}.csv`;
}

/** The last part of a path with `/` or `\`. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
