// Where the data lies, as a person calls it.
import { t } from "./texts.svelte";

/** "This computer", or the name of a shared database. `database` is a path, or a URL of PostgreSQL. */
export function databaseName(database: string): string {
  if (!/^postgres(ql)?:/.test(database)) return t("database-here");
  if (!URL.canParse(database)) return database;
  const { pathname, hostname } = new URL(database);
  return t("database-shared", { name: pathname.slice(1), host: hostname });
}
