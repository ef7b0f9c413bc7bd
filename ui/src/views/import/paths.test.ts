import { expect, test } from "vitest";
import { fileName, rejectsPath } from "./paths";

test("the refused rows go beside the file, whatever system it lies on", () => {
  expect(rejectsPath("/home/anna/clients.csv", "refused")).toBe("/home/anna/clients-refused.csv");
  expect(rejectsPath("C:\\Users\\Anna\\my.list.txt", "refused")).toBe(
    "C:\\Users\\Anna\\my.list-refused.csv",
  );
  expect(rejectsPath("/data.2026/clients", "refused")).toBe("/data.2026/clients-refused.csv");
});

test("a file's name is the last part of its path", () => {
  expect(fileName("C:\\a/b\\c.csv")).toBe("c.csv");
  expect(fileName("c.csv")).toBe("c.csv");
});
