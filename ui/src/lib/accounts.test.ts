import { beforeEach, expect, test } from "vitest";
import { forgetAccount, initials, knownAccounts, rememberAccount } from "./accounts";

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  Object.assign(globalThis, {
    localStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    },
  });
});

const person = (name: string) => ({ name, email: `${name}@example.com` });

test("the latest to sign in is offered first, and everybody once", () => {
  for (const name of ["anna", "boris", "anna"]) rememberAccount(person(name));
  expect(knownAccounts()).toEqual([person("anna"), person("boris")]);
});

test("only a few are remembered, and nothing but their names and addresses", () => {
  for (let number = 0; number < 9; number += 1)
    rememberAccount({ ...person(`p${number}`), role: "user" } as never);
  expect(knownAccounts()).toHaveLength(6);
  expect(knownAccounts()[0]).toEqual(person("p8"));
});

test("somebody can be taken off the list", () => {
  rememberAccount(person("anna"));
  forgetAccount("anna@example.com");
  expect(knownAccounts()).toEqual([]);
});

test("initials come from the name, or from the address", () => {
  expect(initials("Анна Петрова-Водкина", "")).toBe("АП");
  expect(initials("«Цветы» у дома", "")).toBe("ЦУ");
  expect(initials("", "olga@example.com")).toBe("O");
});
