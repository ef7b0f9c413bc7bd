import { expect, test } from "vitest";
import { matching, read, write } from "./merge";

test("a field is written as one word and read back", () => {
  expect(write({ field: "name", fallback: null })).toBe("{{ name }}");
  expect(write({ field: "Город", fallback: null })).toBe("{{ Город }}");
  expect(read("{{ name }}")).toEqual({ field: "name", fallback: null });
  expect(read("{{name}}")).toEqual({ field: "name", fallback: null });
});

test("a field whose name is not one word, or is a word of the templates, goes through fields", () => {
  for (const field of ["Имя отчество", "2nd phone", 'the "best"', "if", "fields"]) {
    const text = write({ field, fallback: null });
    expect(text).toContain("fields[");
    expect(read(text)).toEqual({ field, fallback: null });
  }
});

test("a default keeps its quotes and backslashes", () => {
  for (const fallback of ["friend", "", 'dear "friend"', "back\\slash", "друг"]) {
    expect(read(write({ field: "name", fallback }))).toEqual({ field: "name", fallback });
  }
});

test("what is more than a field and a default is left to the source", () => {
  for (const text of [
    "{{ name|upper }}",
    "{{ 1 + 1 }}",
    "{% if name %}",
    "{{ }}",
    "{{ name|default(comment) }}",
  ])
    expect(read(text)).toBeNull();
});

test("typing narrows the fields, beginnings first", () => {
  const fields = ["email", "name", "nickname", "Город"];
  expect(matching(fields, "{{ na")).toEqual(["name", "nickname"]);
  expect(matching(fields, "гор")).toEqual(["Город"]);
  expect(matching(fields, "")).toEqual(fields);
  expect(matching(fields, "zzz")).toEqual([]);
});
