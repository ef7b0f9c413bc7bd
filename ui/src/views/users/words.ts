// The audit trail in words.
import type { AuditEntry, Commands } from "$lib/bindings";
import { dateTime, list, number } from "$lib/format";
import { hasText, t } from "$lib/texts.svelte";

/** What can be looked for, in the order of the screens. */
export const actions: readonly (keyof Commands | "mailings.disable" | "mailings.enable")[] = [
  "users.add",
  "users.invite",
  "users.withdraw",
  "users.set_role",
  "users.block",
  "users.unblock",
  "users.set_password",
  "users.delete",
  "registration.change",
  "clients.add",
  "clients.change",
  "clients.delete",
  "clients.tag",
  "imports.start",
  "tags.rename",
  "tags.delete",
  "suppressions.add",
  "suppressions.delete",
  "messages.add",
  "messages.change",
  "messages.delete",
  "messages.attach",
  "messages.detach",
  "senders.add",
  "senders.change",
  "senders.delete",
  "mailings.add",
  "mailings.change",
  "mailings.delete",
  "mailings.start",
  "mailings.pause",
  "mailings.resume",
  "mailings.finish",
  "mailings.duplicate",
  "mailings.retry_failed",
  "mailings.rehearse",
  "mailings.settle",
  "mailings.disable",
  "mailings.enable",
  "jobs.cancel",
];

export function actionOf(action: string): string {
  const id = `audit-${action.replace(/[._]/g, "-")}`;
  return hasText(id) ? t(id) : action;
}

/** Who did it: what is done at the command line is nobody's. */
export function actorOf({ actor }: Pick<AuditEntry, "actor">): string {
  return actor || t("audit-operator");
}

/** A field by its name in the program, as a person calls it. */
export function fieldOf(path: string): string {
  const last = path.split(".").at(-1) ?? "";
  const id = `audit-field-${last.replaceAll("_", "-")}`;
  return hasText(id) ? t(id) : path;
}

/** A value as it is read; empty where there was none. */
export function valueOf(path: string, value: unknown): string {
  if (value === undefined) return "";
  if (value === null || value === "") return t("audit-nothing");
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  if (typeof value === "number") return /_at$/.test(path) ? dateTime(value) : number(value);
  if (Array.isArray(value))
    return value.length === 0 ? t("audit-nothing") : list(value.map((one) => valueOf("", one)));
  if (typeof value === "object") return JSON.stringify(value);
  const role = /(^|\.)role$/.test(path) && hasText(`role-${value}`);
  return role ? t(`role-${value}`) : String(value);
}
